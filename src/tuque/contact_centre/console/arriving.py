"""What conversations tell the router: who waits, who left, what is over. Told again, each changes nothing."""

from tuque.accounts.api import Worker
from tuque.channels import api as channels
from tuque.contact_centre.console.models import HardEnd, Practice
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Channel, Contact, Instant, Risk
from tuque.core.clock import now
from tuque.core.crypto import keyring

PRACTICE = "practice-"  # the code of an organization's line on which people train begins so
UPSET = {4: Risk.MODERATE, 5: Risk.HIGH}  # how hard the person said it is, from 1 to 5


class ToRouter:
    """The listener that `channels` calls, after the commit and within the organization."""

    def arrived(self, conversation: channels.Conversation) -> None:
        if not is_practice(conversation):
            desk.let_in(conversation.organization, contact_of(conversation), at=now())

    def said(self, message: channels.Message) -> None:
        """Who writes is in the line, whatever happened before. Mostly they are: then the line's lock is not taken."""
        conversation = message.conversation
        if conversation.state in (channels.State.WAITING, channels.State.OPEN) and not is_held(conversation):
            self.arrived(conversation)

    def left(self, conversation: channels.Conversation) -> None:
        """Who closed the page gives up their place while nobody has answered; they keep it for some minutes."""
        desk.run(conversation.organization, commands.leave, str(conversation.public_id), at=now())

    def ended(self, conversation: channels.Conversation) -> None:
        """After a hard one its responder rests. The news may come late: whoever wrote again meanwhile keeps their responder."""
        if conversation.ended_at is None:
            return
        hard = HardEnd.objects.filter(conversation=conversation, at=conversation.ended_at).exists()
        desk.run(conversation.organization, _over, str(conversation.public_id), hard=hard, at=now())


def is_practice(conversation: channels.Conversation) -> bool:
    """On a line for training: never in the router, never counted."""
    return conversation.line.code.startswith(PRACTICE)


def contact_of(conversation: channels.Conversation) -> Contact:
    """Ids and codes alone: who it is stays a mark that nothing turns back."""
    person = ""
    if conversation.address:
        key = keyring.current(conversation.organization_id)
        person = key.mark("contact_centre.person", conversation.address).hex()[:32]
    return Contact(
        str(conversation.public_id),
        Channel(conversation.channel),
        conversation.language,
        conversation.line.code,
        person=person,
        declared=declared_risk(conversation.first_answers),
    )


def declared_risk(answers: dict[str, object]) -> Risk:
    """What the person said before anyone could ask; the router trusts it up to the policy's own ceiling."""
    upset = answers.get("distress")
    return UPSET.get(upset, Risk.LOW) if isinstance(upset, int) else Risk.LOW


def _over(state: State, contact: str, *, at: Instant, hard: bool) -> list[facts.Fact]:
    return commands.end(state, contact, at=at, hard=hard) or commands.leave(state, contact, at=at, for_good=True)


def is_held(conversation: channels.Conversation) -> bool:
    """Whether the router has them, waiting or with someone."""
    name = str(conversation.public_id)
    return desk.read(conversation.organization, lambda state: name in state.held)


def holder_of(conversation: channels.Conversation) -> str:
    """The public id of whoever talks with this person now, or ""."""
    if is_practice(conversation):
        practice = Practice.objects.filter(conversation=conversation).select_related("worker").first()
        return str(practice.worker.public_id) if practice else ""
    name = str(conversation.public_id)

    def read(state: State) -> str:
        held = state.held.get(name)
        return (held.keeper or held.responder) if held else ""

    return desk.read(conversation.organization, read)


def risk_of(conversation: channels.Conversation) -> tuple[Risk, bool]:
    """The risk that the router goes by, and whether a person confirmed it."""
    if is_practice(conversation):
        found = Practice.objects.filter(conversation=conversation).values_list("risk", flat=True).first()
        return (Risk(found), True) if found is not None else (declared_risk(conversation.first_answers), False)
    name = str(conversation.public_id)

    def read(state: State) -> tuple[Risk, bool]:
        held = state.held.get(name)
        return (held.risk, held.confirmed) if held else (Risk.LOW, False)

    return desk.read(conversation.organization, read)


def holds(worker: Worker, conversation: channels.Conversation) -> bool:
    return holder_of(conversation) == str(worker.public_id)


def is_passed_on(conversation: channels.Conversation) -> bool:
    """Whether someone else is looked for while its responder stays."""
    name = str(conversation.public_id)
    return desk.read(conversation.organization, lambda state: bool(name in state.held and state.held[name].keeper))
