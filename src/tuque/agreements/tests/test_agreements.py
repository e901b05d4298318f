"""From draft to end: who may do what, when it holds, and what is refused."""

from datetime import timedelta

import pytest
from conftest import NOON

from tuque.agreements import problems, selectors, services
from tuque.agreements.codes import EndReason, Purpose
from tuque.agreements.models import Share, Version
from tuque.agreements.tests import factories
from tuque.audit.models import AuditRecord
from tuque.core.problems import NotFound, PermissionRefused

LATER = NOON + timedelta(hours=1)


def in_force_for(cast, *, at):
    return selectors.givers_to(cast.elsewhere, purpose=Purpose.COORDINATION, at=at)


def test_nothing_holds_before_the_last_signature(cast):
    agreement = factories.proposed(cast, at=NOON)
    services.sign(agreement, capacity="Director", by=cast.dana, at=NOON)

    assert in_force_for(cast, at=NOON) == []

    services.sign(agreement, capacity="Director", by=cast.odile, at=LATER)

    assert in_force_for(cast, at=LATER) == [cast.downtown]
    assert in_force_for(cast, at=NOON) == []  # not before it was signed by all


def test_each_party_finds_the_signatures_in_its_own_audit(cast):
    factories.in_force(cast, at=NOON)

    for organization in (cast.downtown, cast.elsewhere):
        acts = AuditRecord.objects.filter(organization=organization, action__startswith="agreements.")
        assert {"agreements.proposed", "agreements.signed", "agreements.in_force"} <= set(
            acts.values_list("action", flat=True)
        )


def test_a_partner_ends_it_alone_and_at_once(cast):
    agreement = factories.in_force(cast, at=NOON)

    services.end_agreement(agreement, reason=EndReason.WITHDRAWN, by=cast.odile, at=LATER)

    assert in_force_for(cast, at=LATER) == []
    assert in_force_for(cast, at=LATER - timedelta(seconds=1)) == [cast.downtown]
    with pytest.raises(problems.Ended):
        services.draft_version(agreement, starts_at=LATER, ends_at=LATER + timedelta(days=9), by=cast.dana, at=LATER)


def test_a_proposed_version_no_longer_changes(cast):
    agreement = factories.proposed(cast, at=NOON)

    with pytest.raises(problems.NotADraft):
        services.save_clause(agreement, factories.clause(cast.downtown, cast.elsewhere), by=cast.dana, at=NOON)
    with pytest.raises(problems.NotADraft):
        services.remove_clause(agreement, 1, by=cast.dana, at=NOON)


def test_the_former_version_holds_until_all_have_signed_the_new_one(cast):
    agreement = factories.in_force(cast, at=NOON)
    services.draft_version(agreement, starts_at=NOON, ends_at=NOON + timedelta(days=700), by=cast.odile, at=NOON)
    services.propose(agreement, by=cast.odile, at=NOON)
    services.sign(agreement, capacity="Director", by=cast.odile, at=NOON)

    assert in_force_for(cast, at=NOON) == [cast.downtown]
    assert agreement.versions.get(number=1).state == Version.State.IN_FORCE

    services.sign(agreement, capacity="Director", by=cast.dana, at=LATER)

    assert agreement.versions.get(number=1).state == Version.State.REPLACED
    assert Share.objects.filter(ends_at__gt=LATER).values_list("version__number", flat=True).get() == 2


def test_only_one_new_version_at_a_time(cast):
    agreement = factories.in_force(cast, at=NOON)
    dates = {"starts_at": NOON, "ends_at": NOON + timedelta(days=9)}
    services.draft_version(agreement, **dates, by=cast.dana, at=NOON)

    with pytest.raises(problems.OpenVersionExists):
        services.draft_version(agreement, **dates, by=cast.odile, at=NOON)


def test_signing_twice_is_refused_and_harmless(cast):
    agreement = factories.proposed(cast, at=NOON)
    services.sign(agreement, capacity="Director", by=cast.dana, at=NOON)

    with pytest.raises(problems.NothingToSign):
        services.sign(agreement, capacity="Director", by=cast.dana, at=NOON)


def test_an_empty_or_past_draft_is_not_proposed(cast):
    agreement = factories.draft(cast, at=NOON, days=10)

    with pytest.raises(problems.AlreadyOver):
        services.propose(agreement, by=cast.dana, at=NOON + timedelta(days=11))
    services.remove_clause(agreement, 1, by=cast.dana, at=NOON)
    with pytest.raises(problems.NoClause):
        services.propose(agreement, by=cast.dana, at=NOON)


def test_a_party_that_left_stops_what_crosses_and_is_named(cast):
    agreement = factories.in_force(cast, at=NOON)
    cast.elsewhere.is_active = False
    cast.elsewhere.save()

    terms = selectors.terms_for_reader(cast.elsewhere)
    whole = selectors.get_agreement(agreement.public_id, viewer=cast.dana)

    assert all(not one.clauses for one in terms)
    assert whole.gone == [cast.elsewhere]
    services.draft_version(agreement, starts_at=NOON, ends_at=NOON + timedelta(days=9), by=cast.dana, at=NOON)
    with pytest.raises(problems.PartyLeft, match="party_left"):
        services.propose(agreement, by=cast.dana, at=NOON)


def test_agreements_that_overlap_are_pointed_out(cast):
    first = factories.in_force(cast, at=NOON)
    second = factories.draft(cast, at=NOON)

    whole = selectors.get_agreement(second.public_id, viewer=cast.dana)

    assert selectors.overlaps(whole, at=NOON) == [first]


def test_a_draft_is_its_writers_alone(cast):
    agreement = factories.draft(cast, at=NOON)

    with pytest.raises(NotFound):
        selectors.get_agreement(agreement.public_id, viewer=cast.odile)
    assert selectors.list_agreements(viewer=cast.odile) == []


def test_only_a_director_binds_the_organization(cast):
    agreement = factories.proposed(cast, at=NOON)

    with pytest.raises(PermissionRefused):
        services.sign(agreement, capacity="Supervisor", by=cast.bea, at=NOON)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_the_clause_in_plain_words(language, cast, sign_in):
    agreement = factories.in_force(cast, at=NOON)
    cast.dana.language = language
    cast.dana.save()

    page = sign_in(cast.dana).get(f"/agreements/{agreement.public_id}").content.decode()

    sentence = {
        "en": "Elsewhere Agency may read records of Downtown Team.",
        "fr": "Elsewhere Agency peut lire des fiches de Downtown Team.",
    }
    assert sentence[language] in page
