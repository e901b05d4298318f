"""Across the border: only what the agreement opens, audited on both sides, gone when it ends."""

from datetime import timedelta
from itertools import combinations

import pytest
from conftest import NOON
from django.db import transaction

from tuque.accounts.models import Worker
from tuque.accounts.roles import Role
from tuque.agreements import services as agreements
from tuque.agreements.codes import DataClass, EndReason, Purpose
from tuque.agreements.tests import factories as agreed
from tuque.audit import api as audit
from tuque.audit.models import AuditRecord
from tuque.core import wall
from tuque.core.clock import now
from tuque.interactions import shared
from tuque.interactions.facts import Spot
from tuque.interactions.tests import factories
from tuque.people import services as people
from tuque.people.tests.factories import SPOKEN, person

# One marker in each class of data: what is granted is found, what is not must be nowhere.
MARKERS = {
    DataClass.ACTIVITY: "Connected to a service",
    DataClass.PLACE: "CANARYPLACE",
    DataClass.PEOPLE: "people seen",
    DataClass.ITEMS: "CANARYITEM",
    DataClass.WORDS: "CANARYWORDS",
    DataClass.IDENTITY: "CANARYNAME",
}


def marked(cast, *, at=None, consenting=True):
    """A record of downtown with a marker in every class, about someone who agreed to everything unless told."""
    at = at or now()
    who = person("CANARYNAME Example", by=cast.noor, at=at)
    if consenting:
        people.record_sharing(
            person=who,
            organizations=[cast.elsewhere],
            data_classes=list(DataClass),
            agreement=SPOKEN,
            by=cast.noor,
            at=at,
        )
    return factories.interaction(
        cast.noor,
        at=at,
        occurred_at=at,
        outcome="to_service",
        people_count=7,
        note="CANARYWORDS",
        spot=Spot(text="CANARYPLACE"),
        items={"CANARYITEM": 2},
        person_id=who.pk,
    )


def opened(cast, *classes, at, **values):
    return agreed.in_force(cast, agreed.clause(cast.downtown, cast.elsewhere, classes=list(classes), **values), at=at)


def page_of(client, purpose=Purpose.COORDINATION):
    return client.get(f"/shared?purpose={purpose}").content.decode()


@pytest.mark.parametrize(
    "classes", [*combinations(MARKERS, 1), *combinations(MARKERS, 2), tuple(MARKERS)], ids=",".join
)
def test_a_page_holds_what_is_granted_and_nothing_else(classes, cast, sign_in):
    row = marked(cast)
    opened(cast, *classes, at=row.recorded_at)

    page = page_of(sign_in(cast.odile)).lower()

    for code, marker in MARKERS.items():
        assert (marker.lower() in page) == (code in classes), code


def test_without_an_agreement_a_partner_sees_nothing(cast, sign_in):
    marked(cast)

    assert "CANARY" not in page_of(sign_in(cast.odile))


def test_another_purpose_or_role_sees_nothing(cast, sign_in):
    row = marked(cast)
    opened(cast, DataClass.PLACE, at=row.recorded_at, roles=[Role.ANALYST])
    dana_reads = agreed.clause(cast.elsewhere, cast.downtown)
    agreed.in_force(cast, dana_reads, at=row.recorded_at)

    assert "CANARY" in page_of(sign_in(cast.odile))
    assert "CANARY" not in page_of(sign_in(cast.odile), Purpose.FUNDING)
    assert "CANARY" not in page_of(sign_in(cast.dana))  # the other way round nothing of ours is "shared"


def test_a_withdrawn_consent_and_an_ended_agreement_close_at_once(cast, sign_in):
    row = marked(cast)
    agreement = opened(cast, DataClass.WORDS, DataClass.PLACE, at=row.recorded_at)
    client = sign_in(cast.odile)
    assert "CANARYWORDS" in page_of(client)

    people.withdraw_consent(person=row.person, by=cast.noor, at=now())
    page = page_of(client)
    assert "CANARYWORDS" not in page
    assert "CANARYPLACE" in page

    agreements.end_agreement(agreement, reason=EndReason.FINISHED, by=cast.dana, at=now())
    assert "CANARY" not in page_of(client)


def test_whoever_no_longer_agrees_to_be_named_shares_no_name(cast):
    row = marked(cast, at=NOON)
    opened(cast, DataClass.IDENTITY, DataClass.ACTIVITY, at=NOON)
    named = row.person.consents.get(kind="named_record")
    named.withdrawn_at = NOON + timedelta(hours=1)
    named.save()

    page = shared.list_shared(Purpose.COORDINATION, viewer=cast.odile, at=NOON + timedelta(hours=2))

    assert "CANARYNAME" not in str(page)


def test_the_crossing_is_audited_on_both_sides_with_its_clause(cast):
    row = marked(cast, at=NOON)
    agreement = opened(cast, DataClass.ACTIVITY, at=NOON)

    shared.list_shared(Purpose.COORDINATION, viewer=cast.odile, at=NOON)

    reader = AuditRecord.objects.get(organization=cast.elsewhere, action="interactions.read_of_partner")
    owner = AuditRecord.objects.get(organization=cast.downtown, action="interactions.read_by_partner")
    for record in (reader, owner):
        assert record.worker == cast.odile
        assert record.purpose == Purpose.COORDINATION
        assert row.public_id in record.seen
        assert record.details["clauses"] == [f"{agreement.public_id}/1/1"]


def test_the_owner_reads_who_of_which_partner_read_and_in_which_role(cast, sign_in):
    marked(cast, at=NOON)
    opened(cast, DataClass.ACTIVITY, at=NOON)
    cast.odile.role_assignments.exclude(role=Role.SUPERVISOR).delete()
    with wall.within(cast.elsewhere.pk, worker_id=cast.odile.pk):
        shared.list_shared(Purpose.COORDINATION, viewer=Worker.objects.get(pk=cast.odile.pk), at=NOON)

    page = sign_in(cast.workers[Role.PRIVACY_OFFICER]).get("/audit?action=interactions.read_by_partner")

    assert [line.sentence for line in page.context["lines"]] == [
        "Odile Example (Supervisor) of Elsewhere Agency read our records under an agreement."
    ]


def test_a_record_of_before_readers_were_named_says_someone(cast, sign_in):
    with transaction.atomic():
        audit.look(
            "interactions.read_by_partner",
            by=cast.odile,
            organization=cast.downtown,
            at=NOON,
            details={"partner": "Elsewhere Agency"},
        )

    page = sign_in(cast.workers[Role.PRIVACY_OFFICER]).get("/audit?action=interactions.read_by_partner")

    assert page.context["lines"][0].sentence.endswith("of Elsewhere Agency read our records under an agreement.")


def test_void_and_unfinished_records_do_not_cross(cast):
    factories.wait(cast.noor, at=NOON)
    opened(cast, DataClass.ACTIVITY, at=NOON)

    assert shared.list_shared(Purpose.COORDINATION, viewer=cast.odile, at=NOON).records == []


def test_pages_follow_one_another_without_a_gap(cast):
    rows = [factories.interaction(cast.noor, at=NOON, occurred_at=NOON - timedelta(minutes=n)) for n in range(90)]
    opened(cast, DataClass.ACTIVITY, at=NOON)

    found, after = [], None
    while True:
        page = shared.list_shared(Purpose.COORDINATION, viewer=cast.odile, at=NOON, after=after)
        found += [record.public_id for record in page.records]
        if not page.after:
            break
        after = page.after

    assert found == [row.public_id for row in rows]


def test_trying_as_a_partner_counts_what_they_would_see_and_why_not_the_rest(cast):
    marked(cast, at=NOON)
    marked(cast, at=NOON, consenting=False)
    opened(cast, DataClass.WORDS, at=NOON)

    trial = shared.try_as(
        reader=cast.elsewhere, role=Role.SUPERVISOR, purpose=Purpose.COORDINATION, viewer=cast.dana, at=NOON
    )

    assert (trial.tried, trial.seen) == (2, 1)
    assert [record.words for record in trial.examples] == ["CANARYWORDS"]
    assert [str(refusal) for refusal, _count in trial.refusals] == ["no_consent"]


def test_who_may_not_read_records_gets_the_counts_alone(cast):
    marked(cast, at=NOON)
    opened(cast, DataClass.WORDS, at=NOON)

    trial = shared.try_as(
        reader=cast.elsewhere,
        role=Role.SUPERVISOR,
        purpose=Purpose.COORDINATION,
        viewer=cast.workers[Role.PRIVACY_OFFICER],
        at=NOON,
    )

    assert trial.seen == 1
    assert trial.examples == []
