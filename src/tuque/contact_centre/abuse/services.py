"""Every write of the ladder. What is decided here the router hears: the slower lane, trained people, the lane lifted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.abuse import ladder, words
from tuque.contact_centre.abuse.ladder import Fact, Kind, Rung, Standing
from tuque.contact_centre.abuse.models import AbuseFact
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.values import Risk
from tuque.core.clock import now
from tuque.core.crypto import keyring
from tuque.core.ids import new_id
from tuque.core.problems import NotFound, Problem

SUPERVISORS_ONLY = frozenset({Kind.PROPOSED, Kind.RESTRICTED, Kind.REFUSED, Kind.LIFTED})
TRAINED = "abuse"  # the skill of people who are trained for it


@dataclass
class NotOnThisRung(Problem):
    why: str

    code, status = "contact_centre.abuse_not_possible", 409

    def message(self) -> str:
        return str(words.WHY[self.why])


def person_of(conversation: channels.Conversation) -> str:
    """The mark of their address; of a chat, which has none, only itself: nothing follows anyone from one chat to the next."""
    if not conversation.address:
        return str(conversation.public_id)
    key = keyring.current(conversation.organization_id)
    return key.mark("contact_centre.person", conversation.address).hex()[:32]


def facts_of(conversation: channels.Conversation) -> list[Fact]:
    rows = AbuseFact.objects.filter(organization=conversation.organization_id, person=person_of(conversation))
    return [
        Fact(Kind(row.kind), row.at, str(row.by.public_id) if row.by else "", row.data)
        for row in rows.select_related("by").order_by("at", "pk")
    ]


def standing_of(conversation: channels.Conversation, *, at: datetime) -> Standing:
    return ladder.standing(facts_of(conversation), at=at)


def is_slow(conversation: channels.Conversation, *, at: datetime) -> bool:
    """Whether whoever queues this contact puts it in the slower lane; a risk that was declared lifts it."""
    return standing_of(conversation, at=at).rung is Rung.SLOW and not has_risk(conversation)


def has_risk(conversation: channels.Conversation) -> bool:
    """Stated before the contact, or confirmed in it."""
    answers = conversation.first_answers
    if answers.get("danger") in {"yes", "unsure"} or answers.get("distress") == 5:
        return True
    name = str(conversation.public_id)

    def read(state: object) -> bool:
        held = state.held.get(name)  # type: ignore[attr-defined]
        return held is not None and held.risk >= Risk.HIGH

    return bool(desk.read(conversation.organization, read))


def do(
    conversation_id: UUID,
    kind: Kind,
    *,
    by: Worker,
    at: datetime,
    data: Mapping[str, str] | None = None,
    said: str = "",
) -> AbuseFact:
    """Keep the fact, tell the person where they are to know, and tell the router. Raises NotOnThisRung."""
    conversation = _get(conversation_id, by)
    row = _keep(conversation, kind, by=by, at=at, data=data or {}, said=said)
    if kind is Kind.WARNED:
        _say(conversation, str_in(conversation.language, words.WARNING), at=at)
    if kind is Kind.RESTRICTED:
        until = standing_of(conversation, at=at).until
        _say(conversation, slower_words(conversation, until), at=at)
        _lane(conversation, slow=True, by=by, at=at)
    if kind is Kind.LIFTED:
        _lane(conversation, slow=False, by=by, at=at)
    if kind is Kind.PASSED:
        name = str(conversation.public_id)
        desk.run(by.organization, commands.transfer, name, by=str(by.public_id), skills=frozenset({TRAINED}), at=at)
    return row


@transaction.atomic
def _keep(
    conversation: channels.Conversation, kind: Kind, *, by: Worker, at: datetime, data: Mapping[str, str], said: str
) -> AbuseFact:
    Organization.objects.select_for_update().get(pk=by.organization_id)  # two may press at once
    try:
        fact = ladder.act(
            facts_of(conversation), kind, at=at, by=str(by.public_id), risk=has_risk(conversation), data=data
        )
    except ladder.NotPossible as trouble:
        raise NotOnThisRung(why=trouble.why) from trouble
    row = AbuseFact.objects.create(
        organization=by.organization,
        person=person_of(conversation),
        conversation=conversation.public_id,
        kind=fact.kind.value,
        at=fact.at,
        by=by,
        data=dict(fact.data),
        words=said,
    )
    audit.record("contact_centre.abuse_step", by=by, subject=row, at=at, details={"kind": kind.value})
    return row


def _get(conversation_id: UUID, by: Worker) -> channels.Conversation:
    permissions.check_can_respond(by)
    found = contacts.find_conversation(by.organization, conversation_id)
    if found is None or not channels.can_read(by, found):
        raise NotFound
    return found


def check_may(kind: Kind, by: Worker) -> None:
    if kind in SUPERVISORS_ONLY:
        permissions.check_can_supervise(by)


def str_in(language: str, text: object) -> str:
    with translation.override(language):
        return str(text)


def slower_words(conversation: channels.Conversation, until: datetime | None) -> str:
    with translation.override(conversation.language):
        zone = conversation.organization.zone
        when = date_format(until.astimezone(zone), "DATETIME_FORMAT") if until else ""
        return str(words.SLOWER) % {"until": when}


def _say(conversation: channels.Conversation, text: str, *, at: datetime) -> None:
    """In the name of the line: who wrote it is in the audit, not before the person."""
    if conversation.state in (channels.State.WAITING, channels.State.OPEN):
        channels.say(
            conversation=conversation,
            message_id=new_id(),
            text=text,
            author=channels.Author.LINE,
            kind=channels.Said.NOTICE,
            at=at,
        )


def _lane(conversation: channels.Conversation, *, slow: bool, by: Worker, at: datetime) -> None:
    name = str(conversation.public_id)
    desk.run(by.organization, commands.change_lane, name, slow=slow, by=str(by.public_id), at=at)


def lift_on_risk(conversation: channels.Conversation, *, at: datetime) -> bool:
    """To be called where a risk is stated or confirmed: a restriction ends there and then. Whether one was lifted."""
    with transaction.atomic():
        if standing_of(conversation, at=at).rung is not Rung.SLOW:
            return False
        row = AbuseFact.objects.create(
            organization=conversation.organization,
            person=person_of(conversation),
            conversation=conversation.public_id,
            kind=Kind.LIFTED.value,
            at=at,
            data={"risk": "yes"},
        )
        audit.record("contact_centre.abuse_lifted", subject=row, at=at)
    name = str(conversation.public_id)
    desk.run(conversation.organization, commands.change_lane, name, slow=False, by="risk", at=at)
    return True


class Arriving:
    """Hears of conversations after the router: whoever is in the slower lane goes there and is told; a risk lifts it."""

    def arrived(self, conversation: channels.Conversation) -> None:
        if not conversation.address and conversation.waiting_since == conversation.started_at:
            return  # a chat that has just begun: nothing was ever said of it
        at = now()
        standing = standing_of(conversation, at=at)
        if standing.rung is not Rung.SLOW:
            return
        if has_risk(conversation):
            lift_on_risk(conversation, at=at)
            return
        name = str(conversation.public_id)
        changed = desk.run(conversation.organization, commands.change_lane, name, slow=True, by="rule", at=at)
        if changed:
            _say(conversation, slower_words(conversation, standing.until), at=at)

    def said(self, message: channels.Message) -> None:
        pass

    def left(self, conversation: channels.Conversation) -> None:
        pass

    def ended(self, conversation: channels.Conversation) -> None:
        pass
