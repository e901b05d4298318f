"""A person says how high a risk is: the router goes by it, the audit keeps who said so, and what stood against the person ends."""

from datetime import datetime

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre.abuse import services as abuse
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Risk


def confirm(conversation: channels.Conversation, risk: Risk, *, by: Worker, at: datetime) -> bool:
    """The order of the line and whose capacity it takes follow. False when it was so already. Not inside a transaction."""

    def write(_state: State, new: list[facts.Fact]) -> None:
        if any(isinstance(fact, facts.RiskConfirmed) for fact in new):
            audit.record_in_crisis(
                "contact_centre.risk_confirmed", by=by, subject=conversation, at=at, details={"risk": int(risk)}
            )

    name = str(conversation.public_id)
    new = desk.run(by.organization, commands.confirm_risk, name, risk, by=str(by.public_id), at=at, also=write)
    if risk >= Risk.HIGH:  # said again after a crash between the two, it is lifted all the same
        abuse.lift_on_risk(conversation, at=at)
    return any(isinstance(fact, facts.RiskConfirmed) for fact in new)
