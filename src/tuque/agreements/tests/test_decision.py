"""The decision is pure: tried over every miss, and by property against a slower, plainer saying of the same rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.agreements.codes import PERSONAL, ConsentRule, DataClass, Purpose
from tuque.agreements.decision import Clause, Consent, Record, Refusal, Terms, Viewer, decide

pytestmark = pytest.mark.once

OURS, THEIRS, OTHERS = (UUID(int=number) for number in (1, 2, 3))
NOON = datetime(2026, 1, 14, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CLAUSE = Clause(
    number=1,
    giver=THEIRS,
    reader=OURS,
    purposes=frozenset({Purpose.COORDINATION}),
    classes=frozenset({DataClass.ACTIVITY, DataClass.WORDS, DataClass.IDENTITY}),
    roles=frozenset({"supervisor"}),
    consent=ConsentRule.PERSONAL,
    types=frozenset({"wait"}),
    within_days=30,
)
TERMS = Terms(agreement=UUID(int=9), version=2, starts_at=NOON - DAY, ends_at=NOON + DAY, clauses=(CLAUSE,))
VIEWER = Viewer(OURS, frozenset({"supervisor"}))
RECORD = Record(owner=THEIRS, type="wait", occurred_at=NOON - DAY)
CONSENT = Consent(NOON - DAY, NOON + DAY, None, frozenset({OURS}), frozenset(DataClass))


def asked(viewer=VIEWER, purpose=Purpose.COORDINATION, record=RECORD, at=NOON, terms=TERMS):
    return decide(viewer, purpose, record, at, agreements=[terms])


def test_what_a_clause_opens_is_opened_and_cited():
    decision = asked(record=replace(RECORD, consents=(CONSENT,)))

    assert decision.classes == CLAUSE.classes
    assert {(grant.agreement, grant.version, grant.clause) for grant in decision.grants} == {(TERMS.agreement, 2, 1)}


def test_without_consent_only_what_is_not_personal_is_opened():
    assert asked().classes == {DataClass.ACTIVITY}


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"viewer": Viewer(OTHERS, VIEWER.roles)}, Refusal.NO_AGREEMENT),
        ({"at": NOON - 2 * DAY}, Refusal.NOT_YET),
        ({"at": NOON + DAY}, Refusal.ENDED),
        ({"purpose": Purpose.FUNDING}, Refusal.OTHER_PURPOSE),
        ({"viewer": Viewer(OURS, frozenset({"analyst"}))}, Refusal.OTHER_ROLE),
        ({"record": replace(RECORD, type="medical")}, Refusal.OTHER_TYPE),
        ({"record": replace(RECORD, occurred_at=NOON - 31 * DAY)}, Refusal.TOO_OLD),
        (
            {"terms": replace(TERMS, clauses=(replace(CLAUSE, consent=ConsentRule.ALWAYS),))},
            Refusal.NO_CONSENT,
        ),
    ],
)
def test_each_miss_refuses_and_says_which(values, refusal):
    decision = asked(**values)

    assert not decision.allowed
    assert decision.refusal == refusal


@pytest.mark.parametrize(
    "consent",
    [
        replace(CONSENT, given_at=NOON + timedelta(seconds=1)),  # recorded after the look
        replace(CONSENT, expires_at=NOON),
        replace(CONSENT, withdrawn_at=NOON),
        replace(CONSENT, organizations=frozenset({OTHERS})),
        replace(CONSENT, classes=frozenset({DataClass.PLACE})),
    ],
)
def test_a_consent_that_does_not_cover_opens_nothing_personal(consent):
    assert asked(record=replace(RECORD, consents=(consent,))).classes == {DataClass.ACTIVITY}


def test_a_law_named_in_the_clause_stands_for_consent():
    by_law = replace(TERMS, clauses=(replace(CLAUSE, consent=ConsentRule.LAW),))

    assert asked(terms=by_law).classes == CLAUSE.classes


def test_agreements_say_nothing_about_ones_own_records():
    decision = asked(viewer=Viewer(THEIRS, frozenset()))

    assert decision.own
    assert decision.allowed
    assert not decision.grants


def test_of_two_agreements_what_either_opens_may_be_seen():
    other = replace(
        TERMS,
        agreement=UUID(int=8),
        clauses=(replace(CLAUSE, classes=frozenset({DataClass.ITEMS, DataClass.ACTIVITY})),),
    )

    decision = decide(VIEWER, Purpose.COORDINATION, RECORD, NOON, agreements=[TERMS, other])

    assert {grant.data_class: grant.agreement for grant in decision.grants} == {
        DataClass.ACTIVITY: TERMS.agreement,
        DataClass.ITEMS: other.agreement,
    }


parties = st.sampled_from([OURS, THEIRS, OTHERS])
moments = st.integers(-40, 40).map(lambda days: NOON + days * DAY)
roles = st.frozensets(st.sampled_from(["supervisor", "analyst"]), max_size=2)
classes = st.frozensets(st.sampled_from(list(DataClass)), min_size=1)
clauses = st.builds(
    Clause,
    number=st.integers(1, 3),
    giver=parties,
    reader=parties,
    purposes=st.frozensets(st.sampled_from(list(Purpose)), min_size=1),
    classes=classes,
    roles=roles,
    consent=st.sampled_from(list(ConsentRule)),
    types=st.frozensets(st.sampled_from(["wait", "medical"]), max_size=2),
    within_days=st.none() | st.integers(1, 40),
)
some_terms = st.builds(
    Terms,
    agreement=st.uuids(),
    version=st.integers(1, 3),
    starts_at=moments,
    ends_at=moments,
    clauses=st.lists(clauses, max_size=3).map(tuple),
)
consents = st.builds(
    Consent,
    given_at=moments,
    expires_at=moments,
    withdrawn_at=st.none() | moments,
    organizations=st.frozensets(parties),
    classes=classes,
)
records = st.builds(
    Record,
    owner=parties,
    type=st.sampled_from(["wait", "medical"]),
    occurred_at=moments,
    consents=st.lists(consents, max_size=2).map(tuple),
)


def plainly(viewer, purpose, record, at, agreements):
    """The same rules, one class of data at a time."""
    return {
        one
        for one in DataClass
        for terms in agreements
        for clause in terms.clauses
        if clause.giver == record.owner
        and clause.reader == viewer.organization
        and terms.starts_at <= at < terms.ends_at
        and purpose in clause.purposes
        and clause.roles & viewer.roles
        and (not clause.types or record.type in clause.types)
        and (clause.within_days is None or at - record.occurred_at <= clause.within_days * DAY)
        and one in clause.classes
        and (
            clause.consent == ConsentRule.LAW
            or (clause.consent == ConsentRule.PERSONAL and one not in PERSONAL)
            or any(
                viewer.organization in consent.organizations
                and one in consent.classes
                and consent.given_at <= at < consent.expires_at
                and not (consent.withdrawn_at and consent.withdrawn_at <= at)
                for consent in record.consents
            )
        )
    }


@given(
    viewer=st.builds(Viewer, organization=parties, roles=roles),
    purpose=st.sampled_from(list(Purpose)),
    record=records,
    at=moments,
    agreements=st.lists(some_terms, max_size=3),
)
def test_the_decision_is_the_rules_said_plainly(viewer, purpose, record, at, agreements):
    decision = decide(viewer, purpose, record, at, agreements=agreements)

    if viewer.organization == record.owner:
        assert decision.own
    else:
        assert decision.classes == plainly(viewer, purpose, record, at, agreements)
        assert (decision.refusal is None) == bool(decision.grants)


def test_what_a_later_clause_does_not_give_stays_with_the_first_that_gave_it():
    """A look is recorded with the clause that opened it: never with one that gives something else."""
    first = replace(CLAUSE, number=1, classes=frozenset({DataClass.ACTIVITY}), consent=ConsentRule.LAW)
    second = replace(CLAUSE, number=2, classes=frozenset({DataClass.WORDS}), consent=ConsentRule.LAW)
    terms = replace(TERMS, clauses=(first, second))

    decision = decide(VIEWER, Purpose.COORDINATION, RECORD, NOON, agreements=[terms])

    assert {(grant.data_class, grant.clause) for grant in decision.grants} == {
        (DataClass.ACTIVITY, 1),
        (DataClass.WORDS, 2),
    }


@pytest.mark.parametrize(
    ("moment", "covers"),
    [
        ("before it was given", False),
        ("given", True),
        ("just before its end", True),
        ("its end", False),
        ("long after", False),
    ],
)
def test_a_consent_covers_from_its_beginning_until_before_its_end(moment, covers):
    consent = Consent(NOON, NOON + 30 * DAY, None, frozenset({OURS}), frozenset({DataClass.WORDS}))
    at = {
        "before it was given": NOON - DAY,
        "given": NOON,
        "just before its end": NOON + 30 * DAY - timedelta(microseconds=1),
        "its end": NOON + 30 * DAY,
        "long after": NOON + 300 * DAY,
    }[moment]

    assert consent.covers(DataClass.WORDS, reader=OURS, at=at) is covers


@pytest.mark.parametrize(("later", "covers"), [(-DAY, False), (timedelta(), False), (DAY, True)])
def test_a_withdrawn_consent_covers_only_what_came_before(later, covers):
    consent = Consent(NOON - 9 * DAY, NOON + 30 * DAY, NOON + later, frozenset({OURS}), frozenset({DataClass.WORDS}))

    assert consent.covers(DataClass.WORDS, reader=OURS, at=NOON) is covers


@pytest.mark.parametrize("giver", [UUID(int=0), OTHERS, UUID(int=99)])
def test_a_clause_of_another_giver_opens_nothing_whichever_comes_first(giver):
    clause = replace(CLAUSE, giver=giver, consent=ConsentRule.LAW)

    assert not decide(
        VIEWER, Purpose.COORDINATION, RECORD, NOON, agreements=[replace(TERMS, clauses=(clause,))]
    ).allowed


@pytest.mark.parametrize("reader", [UUID(int=0), OTHERS, UUID(int=99)])
def test_a_clause_for_another_reader_opens_nothing_whichever_comes_first(reader):
    clause = replace(CLAUSE, reader=reader, consent=ConsentRule.LAW)

    assert not decide(
        VIEWER, Purpose.COORDINATION, RECORD, NOON, agreements=[replace(TERMS, clauses=(clause,))]
    ).allowed


@pytest.mark.parametrize(("days", "allowed"), [(-99, False), (-1, True), (0, True), (1, False), (99, False)])
def test_an_agreement_holds_from_its_first_instant_until_before_its_last(days, allowed):
    terms = replace(TERMS, clauses=(replace(CLAUSE, consent=ConsentRule.LAW, within_days=None),))

    assert decide(VIEWER, Purpose.COORDINATION, RECORD, NOON + days * DAY, agreements=[terms]).allowed is allowed


def test_ones_own_record_is_known_by_its_value_and_not_by_the_very_object():
    assert asked(record=replace(RECORD, owner=UUID(int=OURS.int))).own


def test_a_record_as_old_as_the_clause_allows_to_the_instant_is_not_too_old():
    limit = NOON - timedelta(days=30)

    assert asked(record=replace(RECORD, occurred_at=limit)).allowed
    assert asked(record=replace(RECORD, occurred_at=limit - timedelta(microseconds=1))).refusal == Refusal.TOO_OLD


def test_a_clause_between_others_hides_none_that_follows():
    between_others = replace(CLAUSE, number=7, giver=OTHERS)

    assert asked(terms=replace(TERMS, clauses=(between_others, CLAUSE))).classes == {DataClass.ACTIVITY}
