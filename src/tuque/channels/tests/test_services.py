"""What is said is kept once, in order, and leaves when it was promised."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuque.accounts.roles import Role
from tuque.audit.models import AuditRecord
from tuque.audit.tests.test_looks import audit_refused
from tuque.channels import listening, live, reading, selectors, services
from tuque.channels.codes import Author, Channel, Part, Said, State
from tuque.channels.letting_go import ENVELOPES
from tuque.channels.models import Conversation, Message
from tuque.channels.problems import (
    ConversationErased,
    ConversationOver,
    IdTaken,
    NothingSaid,
    WroteMeanwhile,
)
from tuque.channels.providers.models import Envelope
from tuque.channels.providers.tests import factories as providers
from tuque.channels.tests import factories
from tuque.core import outbox
from tuque.core.ids import new_id
from tuque.core.models import ConflictingWrite, OutboxMessage
from tuque.core.problems import NotFound, PermissionRefused
from tuque.core.repeat import AlreadySentDifferently
from tuque.retention import api as retention

LATER = NOON + timedelta(minutes=5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    return cast.workers[Role.RESPONDER]


@pytest.fixture
def talk(cast, amina):
    """A conversation that Amina answers."""
    conversation = factories.conversation(cast)
    services.join(conversation=conversation, worker=amina, at=NOON)
    return Conversation.objects.get()


def test_a_conversation_is_begun_once_however_often_its_page_asks(cast):
    wanted = {"conversation_id": new_id(), "first_answers": {"distress": 4}}

    first = factories.conversation(cast, **wanted)
    again = factories.conversation(cast, **wanted)

    assert first == again
    assert Conversation.objects.count() == 1
    assert first.state == State.WAITING
    assert AuditRecord.objects.filter(action="channels.started").count() == 1
    with pytest.raises(IdTaken):
        factories.conversation(cast, **wanted | {"token": "another"})


def test_someone_begins_though_the_audit_takes_nothing_and_the_gap_is_kept(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path

    with audit_refused():
        begun = factories.conversation(cast)

    assert Conversation.objects.get() == begun
    assert "channels.started" in (tmp_path / "audit-gaps.jsonl").read_text()


def test_beginning_costs_few_statements_however_many_begin(cast, ear):
    """A crowd begins at once: the conversation, its trace, its news and its stream are written, and nothing is read."""
    line = selectors.find_line(factories.line(cast).code)

    with CaptureQueriesContext(connection) as asked:
        factories.conversation(cast, line=line)

    said = [one["sql"].split()[0] for one in asked if "core_organizationkey" not in one["sql"]]  # kept once committed
    assert [word for word in said if word != "SAVEPOINT" and word != "RELEASE"] == ["INSERT"] * 4


def test_the_same_message_sent_again_is_kept_once_and_other_words_are_kept_too(talk):
    name = new_id()

    first = factories.person_says(talk, "Je ne dors plus", message_id=name)
    again = factories.person_says(talk, "Je ne dors plus", message_id=name)
    with pytest.raises(AlreadySentDifferently):
        factories.person_says(talk, "Autre chose", message_id=name)

    assert first == again
    assert Message.objects.count() == 1
    assert ConflictingWrite.objects.get().body["text"] == "Autre chose"


def test_an_id_of_another_conversation_is_refused(cast, talk):
    other = factories.conversation(cast)
    taken = factories.person_says(other).public_id

    with pytest.raises(IdTaken):
        factories.person_says(talk, message_id=taken)


def test_an_empty_message_is_refused_in_words(talk):
    with pytest.raises(NothingSaid):
        factories.person_says(talk, "  \n ")


def test_numbers_have_no_gap_over_messages_and_what_else_happens(talk, amina):
    factories.person_says(talk)
    factories.responder_says(talk, amina)
    services.mark_read(conversation=talk, up_to=99, by=amina, at=LATER)
    factories.responder_says(talk, amina, "Entre nous", kind=Said.WHISPER)
    services.end(conversation=talk, by=amina, at=LATER)
    services.end(conversation=talk, by=amina, at=LATER)

    ours, theirs = reading.for_workers(talk.stream, 0), reading.for_person(talk.stream, 0)

    assert [row.sequence for row in ours] == [row.sequence for row in theirs] == list(range(1, 8))
    assert [row.kind for row in ours] == ["joined", "said", "said", "read", "whisper", "ended", "nothing"]
    assert [row.kind for row in theirs] == ["joined", "said", "said", "read", "nothing", "ended", "nothing"]


def test_a_whisper_and_who_by_id_never_reach_the_person(talk, amina):
    factories.responder_says(talk, amina, "Entre nous", kind=Said.WHISPER)
    factories.responder_says(talk, amina, "Bonsoir")

    told = repr(reading.for_person(talk.stream, 0))

    assert "Bonsoir" in told
    assert "Entre nous" not in told
    assert str(amina.public_id) not in told


def test_a_full_page_of_rows_is_followed_by_the_next(talk, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(3):
        factories.person_says(talk, f"{number}")
        services.mark_read(conversation=talk, up_to=99, at=LATER, by=talk.joinings.get().worker)

    seen, after = [], 0
    while rows := reading.for_workers(talk.stream, after):
        seen += [row.sequence for row in rows]
        after = rows[-1].sequence

    assert seen == list(range(1, 8))


def test_what_is_said_is_sealed(talk):
    factories.person_says(talk, "Je ne dors plus")

    (raw,) = Message.objects.values_list("text", flat=True)

    assert b"dors" not in bytes(raw)


def test_only_who_is_in_it_writes_and_who_may_not_read_finds_nothing(cast, talk, amina):
    others = [cast.workers[role] for role in (Role.DISPATCHER, Role.FIELD_WORKER, Role.PRIVACY_OFFICER)]

    for worker in [*others, cast.bea, cast.odile]:
        with pytest.raises(PermissionRefused):
            factories.responder_says(talk, worker)
    for worker in [*others, cast.odile]:
        with pytest.raises(NotFound):
            selectors.open_conversation(talk.public_id, viewer=worker, at=LATER)
        assert live.find_stream(worker, str(talk.public_id)) is None
    assert live.find_stream(amina, str(talk.public_id)) == talk.stream


def test_reading_a_conversation_is_audited(cast, talk):
    selectors.open_conversation(talk.public_id, viewer=cast.bea, at=LATER)

    record = AuditRecord.objects.get(action="channels.read")
    assert (record.worker, record.subject_id) == (cast.bea, talk.public_id)


def test_a_responder_who_steps_out_leaves_the_person_waiting_and_reads_no_more(talk, amina):
    services.step_out(conversation=talk, worker=amina, at=LATER)

    talk.refresh_from_db()
    assert talk.state == State.WAITING
    assert live.find_stream(amina, str(talk.public_id)) is None


def test_the_person_hears_that_nobody_is_left_and_of_no_other_leaving(cast, talk, amina):
    def leavings():
        return [row.kind for row in reading.for_person(talk.stream, 0)].count("left_by_worker")

    services.join(conversation=talk, worker=cast.bea, part=Part.SUPERVISOR, at=NOON)
    services.step_out(conversation=talk, worker=cast.bea, at=NOON)
    services.join(conversation=talk, worker=cast.bea, at=NOON)
    services.step_out(conversation=talk, worker=amina, at=NOON)
    beside_and_passed_on = leavings()
    services.step_out(conversation=talk, worker=cast.bea, at=NOON)
    alone = leavings()
    services.join(conversation=talk, worker=amina, at=NOON)
    services.end(conversation=talk, at=LATER)
    services.step_out(conversation=talk, worker=amina, at=LATER)

    assert (beside_and_passed_on, alone, leavings()) == (0, 1, 1)


def test_a_supervisor_who_joins_does_not_answer_it(cast):
    conversation = factories.conversation(cast)

    services.join(conversation=conversation, worker=cast.bea, part=Part.SUPERVISOR, at=NOON)

    conversation.refresh_from_db()
    assert (conversation.state, conversation.answered_at) == (State.WAITING, None)


def test_marks_of_reading_come_once(talk, amina):
    factories.person_says(talk)
    factories.responder_says(talk, amina)

    marked = [services.mark_read(conversation=talk, up_to=99, by=by, at=LATER) for by in (amina, amina, None, None)]

    assert marked == [1, 0, 1, 0]
    assert not Message.objects.filter(read_at=None).exists()


def test_a_worker_ends_only_what_they_have_read(talk, amina):
    seen = factories.person_says(talk).sequence
    factories.person_says(talk, "Et puis…")

    with pytest.raises(WroteMeanwhile):
        services.end(conversation=talk, by=amina, up_to=seen, at=LATER)
    services.end(conversation=talk, by=amina, up_to=seen + 1, at=LATER)

    talk.refresh_from_db()
    assert (talk.state, talk.erase_at) == (State.ENDED, LATER + timedelta(days=30))


def test_a_person_who_writes_after_the_end_is_waiting_again(talk, amina):
    services.end(conversation=talk, by=amina, at=LATER)

    with pytest.raises(ConversationOver):
        factories.responder_says(talk, amina)
    factories.person_says(talk, "Encore là?")

    talk.refresh_from_db()
    assert (talk.state, talk.ended_at, talk.erase_at) == (State.WAITING, None, None)


def test_erasing_leaves_times_and_no_word(cast, talk):
    name = new_id()
    factories.person_says(talk, "Je ne dors plus", message_id=name)
    with pytest.raises(AlreadySentDifferently):
        factories.person_says(talk, "Autre chose", message_id=name)

    services.erase(conversation=talk, at=LATER)

    talk.refresh_from_db()
    assert talk.state == State.ERASED
    assert (talk.token_hash, talk.phrase_hash, talk.address, talk.first_answers) == ("", "", "", {})
    assert [message.text for message in talk.messages.all()] == [""]
    assert not ConflictingWrite.objects.exists()
    assert AuditRecord.objects.filter(action="channels.erased").count() == 1
    with pytest.raises(ConversationErased):
        factories.person_says(talk)


def test_what_a_rescue_holds_is_erased_when_it_is_released(talk, amina):
    factories.person_says(talk, "Je ne dors plus")
    services.hold(conversation=talk, by=amina, at=LATER)

    services.erase(conversation=talk, at=LATER)
    kept = talk.messages.get().text
    services.release(conversation=talk, by=amina, at=LATER)

    assert kept == "Je ne dors plus"
    assert talk.messages.get().text == ""


def test_an_address_finds_its_conversation_again_and_begins_one_after_an_erasing(cast):
    line = factories.line(cast)

    def hears(text):
        return services.hear(
            line,
            channel=Channel.TEXT,
            address="+1 204 555 0142",
            language="fr",
            message_id=new_id(),
            text=text,
            at=NOON,
        ).conversation

    first, second = hears("Bonjour"), hears("Vous êtes là?")
    services.erase(conversation=first, at=LATER)
    third = hears("Bonjour")

    assert first == second
    assert third != first
    assert third.address == "+1 204 555 0142"


class Ear:
    """Whoever answers, in place of the router."""

    def __init__(self):
        self.heard, self.is_deaf = [], False

    def _hear(self, what, about):
        if self.is_deaf:
            raise RuntimeError
        self.heard.append((what, about.public_id))

    def arrived(self, conversation):
        self._hear("arrived", conversation)

    def said(self, message):
        self._hear("said", message)

    def left(self, conversation):
        self._hear("left", conversation)

    def ended(self, conversation):
        self._hear("ended", conversation)


@pytest.fixture
def ear(monkeypatch):
    monkeypatch.setattr(listening, "_listeners", [])
    ear = Ear()
    listening.listen(ear)
    return ear


def test_what_happens_is_told_after_the_commit(cast, ear, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        conversation = factories.conversation(cast)
        services.leave(conversation=conversation, at=NOON)
        message = factories.person_says(conversation)
        services.end(conversation=conversation, at=LATER)

    expected = ["arrived", "left", "said", "ended"]
    assert [what for what, _about in ear.heard] == expected
    assert ear.heard[2] == ("said", message.public_id)
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_who_did_not_hear_is_told_again_by_the_outbox(cast, ear, django_capture_on_commit_callbacks):
    ear.is_deaf = True
    with django_capture_on_commit_callbacks(execute=True):
        conversation = factories.conversation(cast)
    ear.is_deaf = False

    outbox.deliver_due(clock=lambda: LATER)

    assert ear.heard == [("arrived", conversation.public_id)]
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_what_a_worker_says_is_no_news_to_the_router(talk, amina, ear, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        factories.responder_says(talk, amina)

    assert ear.heard == []


def test_a_line_is_added_by_who_may_and_its_address_is_one_for_the_site(cast):
    wanted = {"code": "night", "name_en": "Night Line", "name_fr": "Ligne de nuit"}
    wanted |= {"channels": ["chat"], "languages": ["fr"], "at": NOON}

    line = services.add_line(**wanted, by=cast.dana)

    assert line.salt
    assert AuditRecord.objects.filter(action="channels.line_added").count() == 1
    for worker in (cast.noor, cast.workers[Role.RESPONDER]):
        with pytest.raises(PermissionRefused):
            services.add_line(**wanted | {"code": "other"}, by=worker)


def test_the_rule_of_the_privacy_officer_lets_words_of_ended_conversations_go(cast, talk, amina):
    from tuque.channels.letting_go import WORDS

    factories.person_says(talk, "Je ne dors plus")
    waiting = factories.conversation(cast)
    services.end(conversation=talk, by=amina, at=LATER)

    due = list(WORDS.due(cast.downtown.pk, LATER + timedelta(days=1)))
    WORDS.let_go(due, LATER + timedelta(days=1))

    assert due == [talk]
    assert talk.messages.get().text == ""
    assert talk.messages.get().author == Author.PERSON
    assert Conversation.objects.get(pk=waiting.pk).state == State.WAITING


def test_what_providers_delivered_is_forgotten_by_rule_once_it_was_worked_on(cast):
    made = providers.account(cast)
    done, waiting = (
        Envelope.objects.create(
            organization=cast.downtown, account=made, fingerprint=str(at), received_at=NOON, processed_at=at
        )
        for at in (NOON, None)
    )

    due = list(ENVELOPES.due(cast.downtown.pk, LATER + timedelta(days=1)))
    ENVELOPES.let_go(due, LATER + timedelta(days=1))

    assert due == [done]
    assert list(Envelope.objects.all()) == [waiting]


def test_words_go_when_the_line_promised_and_not_before(cast, talk, amina):
    factories.person_says(talk, "Je ne dors plus")
    services.end(conversation=talk, by=amina, at=NOON)

    done = [services.erase_due(at=NOON + timedelta(days=days)) for days in (29, 30, 31)]

    assert done == [0, 1, 0]
    assert talk.messages.get().text == ""
    assert AuditRecord.objects.get(action="channels.erased").seen == [talk.public_id]


def test_words_stay_while_the_clock_is_not_believed(cast, talk, amina):
    factories.person_says(talk, "Je ne dors plus")
    services.end(conversation=talk, by=amina, at=NOON)
    retention.clock_is_believed(cast.downtown, at=NOON)

    assert services.erase_due(at=NOON + timedelta(days=400)) == 0
    assert talk.messages.get().text == "Je ne dors plus"


def test_what_is_held_or_open_again_stays(talk, amina):
    services.end(conversation=talk, by=amina, at=NOON)
    services.hold(conversation=talk, by=amina, at=NOON)

    assert services.erase_due(at=NOON + timedelta(days=40)) == 0
