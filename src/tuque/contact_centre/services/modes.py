"""What a person switches while the line is open: degraded modes on and off, an alarm noted."""

from datetime import datetime

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Mode
from tuque.contact_centre.selectors import modes


def switch_mode(mode: Mode, *, on: bool, surge: float, by: Worker, at: datetime) -> bool:
    """Switch a degraded mode; false when it was so already. It is simulated before it goes on, and the audit keeps what was found."""
    permissions.check_can_plan(by)
    tried = modes.try_mode(by.organization, mode, surge=surge, at=at) if on else None

    def write(_state: State, new: list[facts.Fact]) -> None:
        if not any(isinstance(fact, facts.ModeSwitched) for fact in new):
            return
        details: dict[str, object] = {"mode": mode.value}
        if tried is not None:
            details |= {"surge": surge, "gave_up_percent": tried.gave_up}
        act = "contact_centre.mode_on" if on else "contact_centre.mode_off"
        audit.record(act, by=by, organization=by.organization, at=at, details=details)

    new = desk.run(by.organization, commands.switch_mode, mode, on=on, by=str(by.public_id), at=at, also=write)
    return any(isinstance(fact, facts.ModeSwitched) for fact in new)


def note_gap(*, by: Worker, at: datetime) -> bool:
    """Take note of the alarm between languages: it no longer rings, and stays shown until the gap has closed."""
    permissions.check_can_plan(by)

    def write(_state: State, new: list[facts.Fact]) -> None:
        if any(isinstance(fact, facts.GapNoted) for fact in new):
            audit.record("contact_centre.gap_noted", by=by, organization=by.organization, at=at)

    new = desk.run(by.organization, commands.note_gap, by=str(by.public_id), at=at, also=write)
    return any(isinstance(fact, facts.GapNoted) for fact in new)
