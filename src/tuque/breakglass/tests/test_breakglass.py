"""T-10: no reason, no access; an hour at most; reading alone; those concerned are told; nobody reviews their own."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role, worker
from tuque.agreements.tests import factories as agreed
from tuque.audit.models import AuditRecord
from tuque.breakglass import problems, selectors, services
from tuque.breakglass.codes import MOVES, Judgement, State
from tuque.breakglass.models import Notice, Opening, Review
from tuque.breakglass.tests.factories import WORDS, opening, prove
from tuque.core import outbox, wall
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.problems import NotFound, PermissionRefused
from tuque.interactions import opened, permissions
from tuque.interactions import selectors as log
from tuque.interactions.filters import Filters
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.people import selectors as people
from tuque.people.tests.factories import person

NOTE = "canarynote"


@pytest.fixture
def named(cast):
    return person("Canaryname Example", by=cast.noor, at=now())


@pytest.fixture
def row(cast, named):
    """A record of Noor's team, which Carl, in no team, does not reach; nor does Amina, who reads no record."""
    return factories.interaction(cast.noor, at=now(), occurred_at=now(), note=NOTE, person_id=named.pk)


@pytest.fixture
def officer(cast):
    return cast.workers[Role.PRIVACY_OFFICER]


def ask(client, row, **values):
    return client.post(
        reverse("breakglass:open"), {"code": row.public_id, "reason": "danger", "words": WORDS, **values}
    )


@pytest.mark.parametrize("missing", [{"reason": ""}, {"words": ""}, {"words": "danger"}, {"reason": "curious"}])
def test_without_a_reason_nothing_is_opened(missing, cast, sign_in, row):
    response = ask(prove(sign_in(cast.amina)), row, **missing)

    assert response.status_code == 422
    assert not Opening.objects.exists()


@pytest.mark.parametrize("values", [{"reason": ""}, {"words": "   short    "}])
def test_the_service_asks_for_the_reason_too(values, cast, row):
    asked = {"reason": "danger", "words": WORDS, **values}

    with pytest.raises(problems.ReasonMissing):
        services.open_in_emergency(subject_id=row.public_id, by=cast.amina, at=NOON, **asked)


def test_whoever_did_not_just_prove_who_they_are_opens_nothing(cast, sign_in, row):
    client = prove(sign_in(cast.amina), seconds_ago=301)

    asked, sent = client.get(reverse("breakglass:open")), ask(client, row)

    assert asked.status_code == 302
    assert sent.status_code == 422
    assert WORDS in sent.content.decode(), "what was written is not lost"
    assert not Opening.objects.exists()


def test_what_was_written_is_kept_neither_in_the_session_nor_in_an_address(cast, sign_in, row):
    client = prove(sign_in(cast.amina), seconds_ago=301)
    ask(client, row)
    prove(client)

    response = ask(client, row)

    assert WORDS not in str(dict(client.session))
    assert WORDS not in response["Location"]
    assert "danger" not in response["Location"]


@pytest.mark.parametrize("role", [role for role in Role if role not in permissions.READERS])
def test_a_record_is_read_under_its_opening_by_whoever_serves_people(role, cast, sign_in, row):
    client = prove(sign_in(cast.workers[role]))

    response = ask(client, row)

    if role in {Role.RESPONDER, Role.NAVIGATOR, Role.COORDINATOR}:
        page = client.get(response["Location"], follow=True).content.decode()
        assert NOTE in page
        assert "Canaryname" in page
    else:
        assert response.status_code == 403
        assert not Opening.objects.exists()


def test_each_look_under_an_opening_bears_its_id(cast, row):
    one = opening(cast.carl, row.public_id)
    opened.get_record(one.public_id, row.public_id, viewer=cast.carl, at=now())

    look = AuditRecord.objects.get(action="interactions.record_seen_in_emergency")

    assert look.details["opening"] == str(one.public_id)
    assert look.purpose == "emergency"
    assert row.public_id in look.seen


def test_an_opening_ends_after_an_hour_at_once(cast, row):
    one = opening(cast.carl, row.public_id, at=NOON)
    just_before = NOON + timedelta(minutes=60) - timedelta(microseconds=1)

    assert opened.get_record(one.public_id, row.public_id, viewer=cast.carl, at=just_before)
    for at in (NOON + timedelta(minutes=60), NOON + timedelta(days=1), NOON - timedelta(seconds=1)):
        with pytest.raises(NotFound):
            opened.get_record(one.public_id, row.public_id, viewer=cast.carl, at=at)
        with pytest.raises(NotFound):
            opened.list_records(one.public_id, viewer=cast.carl, at=at)


@pytest.mark.parametrize("by", ["author", "reviewer"])
def test_an_opening_can_be_ended_sooner(by, cast, sign_in, row, officer):
    one = opening(cast.carl, row.public_id)
    client = sign_in(cast.carl)
    address = reverse("interactions:opened-record", args=[one.public_id, row.public_id])
    before = client.get(address).status_code

    sign_in(cast.carl if by == "author" else officer).post(reverse("breakglass:end", args=[one.public_id]))

    assert (before, client.get(address).status_code) == (200, 404)


def test_an_opening_ends_with_the_role(cast, sign_in, row):
    one = opening(cast.carl, row.public_id)
    cast.carl.role_assignments.update(ends_at=now())

    response = sign_in(cast.carl).get(reverse("interactions:opened-record", args=[one.public_id, row.public_id]))

    assert response.status_code in {403, 404}


def test_an_opening_is_its_authors_alone(cast, sign_in, row):
    one = opening(cast.carl, row.public_id)

    for other in (cast.amina, cast.odile):
        for name, args in (("opened", [one.public_id]), ("opened-record", [one.public_id, row.public_id])):
            assert sign_in(other).get(reverse(f"interactions:{name}", args=args)).status_code == 404


def test_one_record_opens_no_other(cast, sign_in, row, named):
    other = factories.interaction(cast.noor, at=now(), occurred_at=now(), note="another", person_id=named.pk)
    one = opening(cast.carl, row.public_id)

    page = sign_in(cast.carl).get(reverse("interactions:opened-record", args=[one.public_id, other.public_id]))
    participant = sign_in(cast.carl).get(reverse("people:opened", args=[one.public_id]))

    assert page.status_code == 404
    assert participant.status_code == 404


def test_a_participant_opens_with_the_records_that_name_them_and_no_other(cast, sign_in, row, named):
    other = factories.interaction(cast.noor, at=now(), occurred_at=now(), note="another")
    one = opening(cast.amina, named.public_id)
    client = sign_in(cast.amina)

    participant = client.get(reverse("people:opened", args=[one.public_id])).content.decode()
    listed = client.get(reverse("interactions:opened", args=[one.public_id])).content.decode()

    assert "Canaryname" in participant
    assert str(row.public_id) in listed
    assert str(other.public_id) not in listed
    assert client.get(reverse("interactions:opened-record", args=[one.public_id, other.public_id])).status_code == 404


def test_nothing_can_be_changed_under_an_opening(cast, sign_in, row):
    opening(cast.carl, row.public_id)
    client = sign_in(cast.carl)

    answers = [
        client.get(reverse("interactions:detail", args=[row.public_id])),
        client.get(reverse("interactions:correct", args=[row.public_id])),
        client.post(reverse("interactions:correct", args=[row.public_id]), {"note": "changed"}),
        client.post(reverse("interactions:void", args=[row.public_id]), {"reason": "changed"}),
        client.post(reverse("interactions:add-photo", args=[row.public_id])),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Interaction.objects.get(pk=row.pk).revision == 1
    assert not permissions.can_change(cast.carl, row)


def test_lists_searches_and_people_know_nothing_of_an_opening(cast, row, named):
    for subject in (row, named):
        opening(cast.amina, subject.public_id)
        opening(cast.carl, subject.public_id)

    for filters in (Filters(), Filters(words=NOTE)):
        assert not log.list_interactions(filters, viewer=cast.carl, at=now()).rows
    assert not people.find_people("Canaryname", viewer=cast.amina, at=now())
    assert not permissions.reach_of(cast.carl).holds(row)


def test_another_organizations_record_and_a_missing_one_are_answered_alike(cast, sign_in, row):
    client = prove(sign_in(cast.odile))
    absent = new_id()

    theirs, nobodys = (
        ask(client, row),
        client.post(reverse("breakglass:open"), {"code": absent, "reason": "danger", "words": WORDS}),
    )

    def said(response, code):
        page = response.content.decode().replace(str(code), "…")
        return response.status_code, [line for line in page.splitlines() if "csrf" not in line.lower()]

    assert said(theirs, row.public_id) == said(nobodys, absent)
    assert not Opening.objects.exists()
    assert AuditRecord.objects.filter(action="breakglass.nothing_found", worker=cast.odile).count() == 2


@pytest.mark.parametrize("shares", [False, True])
def test_a_partners_record_is_never_opened_agreement_or_not(shares, cast, sign_in, row):
    """The owner decides what crosses; an emergency of ours does not. What an agreement shares is read under it."""
    if shares:
        agreed.in_force(cast, agreed.clause(cast.downtown, cast.elsewhere, roles=[Role.SUPERVISOR]), at=NOON)

    page = ask(prove(sign_in(cast.odile)), row)

    assert page.status_code == 422
    assert "call them" in page.content.decode()
    with wall.within(cast.elsewhere.pk), pytest.raises(problems.NothingThere):
        opening(cast.odile, row.public_id)
    assert not Opening.objects.exists()
    assert NOTE not in page.content.decode()


def test_a_refused_page_leads_to_the_emergency_alike_for_what_is_there_and_what_is_not(cast, sign_in, row):
    client = sign_in(cast.carl)

    for code in (row.public_id, new_id()):
        page = client.get(reverse("interactions:detail", args=[code]))
        assert page.status_code == 404
        assert f"/emergency?code={code}" in page.content.decode()
    assert "/emergency" not in sign_in(cast.workers[Role.ANALYST]).get(f"/records/{new_id()}").content.decode()


def test_those_who_review_and_those_it_belongs_to_are_told_in_the_same_breath(cast, sign_in, row, officer):
    one = opening(cast.amina, row.public_id)

    told = {notice.worker: notice.told_as for notice in Notice.objects.filter(opening=one)}
    outbox.deliver_due()

    assert told == {officer: "reviewer", cast.noor: "owner", cast.bea: "owner"}
    assert {address for message in mail.outbox for address in message.to} == {who.email for who in told}
    for message in mail.outbox:
        text = message.subject + message.body
        assert not any(word in text for word in (WORDS, "Amina", NOTE, "Canaryname", str(row.public_id)))
    assert "/emergency/told" in sign_in(officer).get("/audit").content.decode()


def test_the_message_is_due_at_once(cast, row):
    opening(cast.amina, row.public_id, at=NOON)

    assert outbox.waiting(at=NOON).filter(topic="breakglass.notice").exists()


def test_where_the_only_officer_is_the_author_the_directors_are_told(cast, row, officer):
    give_role(officer, Role.CASE_WORKER, at=NOON)

    one = opening(officer, row.public_id)

    assert Notice.objects.get(opening=one, told_as="reviewer").worker == cast.dana


def test_whoever_it_belongs_to_is_led_to_it(cast, sign_in, row):
    one = opening(cast.amina, row.public_id)
    client = sign_in(cast.noor)

    page = client.get(reverse("breakglass:told")).content.decode()
    led = client.get(reverse("breakglass:home", args=[one.public_id]))
    client.post(reverse("breakglass:told"))

    assert "Amina" in page
    assert WORDS not in page
    assert led["Location"] == reverse("interactions:detail", args=[row.public_id])
    assert not selectors.bell_of(cast.noor, at=now()).told


def test_every_page_says_what_is_open_until_it_is_not(cast, sign_in, row):
    one = opening(cast.carl, row.public_id)
    client = sign_in(cast.carl)

    pages = [client.get(address).content.decode() for address in ("/records", "/people", "/me")]
    services.end(opening=one, by=cast.carl, at=now())

    assert all("Opened in an emergency" in page for page in pages)
    assert "Opened in an emergency" not in client.get("/records").content.decode()


def test_pressing_twice_opens_once(cast, row):
    assert opening(cast.carl, row.public_id) == opening(cast.carl, row.public_id)
    assert Opening.objects.count() == 1
    assert Notice.objects.filter(told_as="reviewer").count() == 1


def test_the_words_are_sealed(cast, row):
    one = opening(cast.carl, row.public_id, words=WORDS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM breakglass_opening")
        raw = bytes(cursor.fetchone()[0])

    assert WORDS.encode() not in raw
    assert Opening.objects.get(pk=one.pk).words == WORDS


def test_nobody_reviews_their_own_opening_whatever_roles_they_hold(cast, sign_in, row):
    everything = worker(cast.downtown, "Every Example", at=NOON)
    for role in Role:
        give_role(everything, role, at=NOON)
    one = opening(everything, row.public_id)

    page = sign_in(everything).post(
        reverse("breakglass:review", args=[one.public_id]), {"judgement": "justified", "words": "Mine"}
    )

    assert page.status_code == 422
    assert Opening.objects.get().state == State.WAITING
    with pytest.raises(problems.OwnOpening):
        services.review(opening=one, judgement="justified", words="Mine", by=everything, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            organization=cast.downtown,
            opening=one,
            opened_by=everything,
            by=everything,
            judgement="justified",
            words="Mine",
            at=now(),
        )


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PRIVACY_OFFICER, Role.DIRECTOR}])
def test_no_other_role_reviews(role, cast, row):
    one = opening(cast.carl if role != Role.CASE_WORKER else cast.amina, row.public_id)

    with pytest.raises((NotFound, problems.OwnOpening)):
        services.review(opening=one, judgement="justified", words="Fine", by=cast.workers[role], at=now())
    with pytest.raises(PermissionRefused):
        selectors.get_to_review(one.public_id, viewer=cast.workers[role], at=now())


def test_an_opening_waits_until_it_is_found_justified_or_not(cast, row, officer):
    one = opening(cast.carl, row.public_id)

    states = []
    for judgement in (Judgement.FOLLOW_UP, Judgement.FOLLOW_UP, Judgement.NOT_JUSTIFIED):
        services.review(opening=one, judgement=judgement, words="Said", by=officer, at=now())
        states.append(Opening.objects.get().state)

    assert states == [State.FOLLOW_UP, State.FOLLOW_UP, State.CLOSED]
    assert Opening.objects.get().ended_at is not None, "what is not justified ends"
    with pytest.raises(problems.ReviewClosed):
        services.review(opening=one, judgement="justified", words="Said", by=cast.dana, at=now())


def test_a_closed_review_opens_again_for_nobody():
    assert MOVES[State.CLOSED] == frozenset()
    assert all(State.WAITING not in moves for moves in MOVES.values())


def test_the_reviewer_reads_the_words_and_what_was_looked_at(cast, sign_in, row, officer):
    one = opening(cast.carl, row.public_id)
    opened.get_record(one.public_id, row.public_id, viewer=cast.carl, at=now())

    page = sign_in(officer).get(reverse("breakglass:review", args=[one.public_id])).content.decode()

    assert WORDS in page
    assert "Carl Example looked at a record opened in an emergency." in page
    assert NOTE not in page


def test_ten_openings_a_day_are_counted_found_or_not(cast, sign_in):
    client = prove(sign_in(cast.amina))

    answers = [
        client.post(reverse("breakglass:open"), {"code": new_id(), "reason": "danger", "words": WORDS}).status_code
        for _ in range(11)
    ]

    assert answers == [422] * 10 + [429]


def test_the_bell_costs_two_questions_at_most(cast, row):
    opening(cast.carl, row.public_id)
    assert cast.carl.roles

    with CaptureQueriesContext(connection) as ran:
        selectors.bell_of(cast.carl, at=now())

    assert len(ran) <= 2
