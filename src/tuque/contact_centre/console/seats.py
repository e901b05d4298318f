"""A responder's own commands: each goes to the router under the lock of the line, and the audit keeps the ends of a shift."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import toolbox
from tuque.contact_centre.console.models import ResponderCard, ToolKind
from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import PlannedShift, SignOfLife
from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Channel, Profile, Responder, profile
from tuque.contact_centre.services.presence import tell_alive
from tuque.core.problems import Problem

LINE = "line"  # the code of the line where an organization has named none
EARLY = timedelta(minutes=45)  # before a planned shift one may begin it
LANGUAGES = ("en", "fr")
LONGEST_HOURS = 12


@dataclass
class StillTalking(Problem):
    """A shift cannot end while someone is in a conversation: it would be cut."""

    code = "contact_centre.still_talking"
    status = 409

    def message(self) -> str:
        return _("You are still in a conversation. End it, or hand it over, then end your shift.")


@dataclass
class OfferGone(Problem):
    """It ran out, went to someone else, or the person left."""

    code = "contact_centre.offer_gone"
    status = 409

    def message(self) -> str:
        return _("This contact is no longer offered to you: the time ran out, or the person left. Nothing is lost.")


@dataclass(frozen=True)
class Start:
    """What a shift begins with, before the responder changes anything."""

    languages: tuple[str, ...]
    may_speak: tuple[str, ...]
    ends_at: datetime | None
    centre: str
    skills: dict[str, int]
    written_at_once: int | None


def start_of(worker: Worker, *, at: datetime) -> Start:
    """From the planned shift around `at` where there is one, the card that a lead keeps, and the worker's own language."""
    card = ResponderCard.objects.filter(worker=worker).first()
    planned = (
        PlannedShift.objects.filter(worker=worker, starts_at__lte=at + EARLY, ends_at__gt=at)
        .order_by("starts_at")
        .first()
    )
    may_speak = tuple(card.languages) if card else tuple(planned.languages) if planned else LANGUAGES
    usual = tuple(planned.languages) if planned else tuple(card.languages) if card else (worker.language,)
    skills = dict(card.skills) if card and card.skills else dict.fromkeys(lines_of(worker.organization), 1)
    for code in planned.skills if planned else ():
        skills.setdefault(code, 1)
    return Start(
        languages=tuple(code for code in usual if code in may_speak) or may_speak,
        may_speak=may_speak,
        ends_at=planned.ends_at if planned else None,
        centre=(planned.centre if planned else "") or (card.centre if card else ""),
        skills=skills,
        written_at_once=card.written_at_once if card else None,
    )


def lines_of(organization: Organization) -> list[str]:
    """The codes of the lines that the organization answers here."""
    codes = channels.Line.objects.filter(organization=organization, is_in_use=True).values_list("code", flat=True)
    return list(codes) or [LINE]


def line_names(organization: Organization) -> dict[str, str]:
    """The lines that are answered, by code, in the reader's language."""
    is_french = (get_language() or "").startswith("fr")
    rows = channels.Line.objects.filter(organization=organization)
    names = {row.code: row.name_fr if is_french else row.name_en for row in rows}
    return {code: names.get(code, code) for code in lines_of(organization)}


def profile_of(start: Start, languages: Collection[str]) -> Profile:
    capacity = {}
    if start.written_at_once is not None:
        capacity = dict.fromkeys((Channel.CHAT, Channel.TEXT), start.written_at_once)
    return profile(
        centres={start.centre} if start.centre else set(),
        languages=set(languages) & set(start.may_speak),
        skills=start.skills,
        capacity=capacity,
    )


def begin_shift(*, languages: Collection[str], hours: int | None, by: Worker, at: datetime) -> None:
    """Take a place in the line. Beginning twice changes nothing."""
    permissions.check_can_answer(by)
    start = start_of(by, at=at)
    chosen = [code for code in languages if code in start.may_speak] or list(start.languages)
    ends_at = start.ends_at if hours is None else at + timedelta(hours=min(hours, LONGEST_HOURS))
    name = str(by.public_id)
    who = Responder(name, profile_of(start, chosen), ends_at.timestamp() if ends_at else None)

    def write(_state: State, new: list[facts.Fact]) -> None:
        if any(isinstance(fact, facts.SignedIn) and fact.responder.id == name for fact in new):
            details = {"languages": sorted(chosen), "planned": start.ends_at is not None}
            audit.record("contact_centre.shift_begun", by=by, organization=by.organization, at=at, details=details)

    desk.run(by.organization, commands.sign_in, who, at=at, also=write)
    tell_alive(by=by, at=at)


def end_shift(*, by: Worker, at: datetime) -> None:
    """Leave the line. Raises StillTalking while a conversation is open; ending twice changes nothing."""
    permissions.check_can_answer(by)
    name = str(by.public_id)
    if desk.read(by.organization, lambda state: bool(name in state.seats and state.seats[name].talking)):
        raise StillTalking

    def write(_state: State, new: list[facts.Fact]) -> None:
        if any(isinstance(fact, facts.SignedOut) and fact.responder == name for fact in new):
            audit.record("contact_centre.shift_ended", by=by, organization=by.organization, at=at)

    desk.run(by.organization, _leave_free, name, at=at, also=write)
    SignOfLife.objects.filter(organization=by.organization, responder=name).delete()


def _leave_free(state: State, responder: str, *, at: float) -> list[facts.Fact]:
    """A contact accepted a moment before keeps its responder."""
    seat = state.seats.get(responder)
    return commands.sign_out(state, responder, at=at) if seat and not seat.talking else commands.NOTHING


def pause(why: str, *, by: Worker, at: datetime) -> None:
    """A break with a reason of the organization's list; an unknown one is the first of the list."""
    permissions.check_can_answer(by)
    codes = [tool.code for tool in toolbox.list_tools(by.organization, ToolKind.PAUSE)] or ["break"]
    desk.run(by.organization, commands.pause, str(by.public_id), why=why if why in codes else codes[0], at=at)


def resume(*, by: Worker, at: datetime) -> None:
    permissions.check_can_answer(by)
    desk.run(by.organization, commands.resume, str(by.public_id), at=at)


def ready(*, by: Worker, at: datetime) -> None:
    """Done writing before the time is up. Recovery after a hard contact is not shortened."""
    permissions.check_can_answer(by)
    desk.run(by.organization, commands.ready, str(by.public_id), at=at)


def recover(*, by: Worker, at: datetime) -> None:
    """What has just ended was hard, also where the person ended it."""
    permissions.check_can_answer(by)
    desk.run(by.organization, commands.recover, str(by.public_id), at=at)


def accept(offer: str, *, by: Worker, at: datetime) -> str:
    """Take what is offered; gives the contact's id. Accepting twice gives the same. Raises OfferGone."""
    permissions.check_can_answer(by)
    name = str(by.public_id)
    found: list[str] = []

    def note(state: State, new: list[facts.Fact]) -> None:
        accepted = [fact for fact in new if isinstance(fact, facts.Accepted) and fact.responder == name]
        found.extend(fact.contact for fact in accepted)
        found.extend(
            held
            for held in (state.seats[name].talking if name in state.seats else ())
            if state.held[held].offer == offer
        )

    desk.run(by.organization, commands.accept, offer, responder=name, at=at, also=note)
    if not found:
        raise OfferGone
    return found[0]


def take_next(*, by: Worker, at: datetime) -> str:
    """The first of the line that they may take, taken at once: how e-mails are picked before they are pushed. "" when there is none."""
    permissions.check_can_answer(by)
    new = desk.run(by.organization, commands.pull, str(by.public_id), at=at)
    return next((fact.contact for fact in new if isinstance(fact, facts.Accepted)), "")


def decline(offer: str, *, by: Worker, at: datetime) -> None:
    """Let it go to someone else: nobody asks why."""
    permissions.check_can_answer(by)
    desk.run(by.organization, commands.decline, offer, responder=str(by.public_id), at=at)
