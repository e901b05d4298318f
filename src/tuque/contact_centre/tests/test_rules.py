"""The line's rules as data: drafted, checked, simulated, published, undone."""

from dataclasses import replace

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.contact_centre.desk import read_facts
from tuque.contact_centre.forms import rules as forms
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing.facts import PolicySet
from tuque.contact_centre.routing.policy import Reach, Step
from tuque.contact_centre.selectors import rules as selectors
from tuque.contact_centre.services import rules as services
from tuque.contact_centre.simulator.peers import OURS, POLICIES
from tuque.core.wall import context

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(cast):
    return cast.dana


def written(**changes):
    return forms.values_of(OURS) | changes


def test_what_the_form_shows_is_what_it_writes():
    form = forms.Rules(written())

    assert form.is_valid()
    assert form.policy(OURS) == OURS


def test_a_draft_changes_nothing_until_it_is_published(dana, sign_in):
    browser = sign_in(dana)

    browser.post(reverse("contact_centre:save-draft"), written(local_seconds=5))
    drafted = PolicyVersion.objects.get()
    browser.post(reverse("contact_centre:publish"))

    assert drafted.status == "draft"
    with context.within(dana.organization_id):
        in_force = PolicyVersion.objects.get(status="in_force")
        log = read_facts(dana.organization)
    (fact,) = [fact for fact in log if isinstance(fact, PolicySet)]
    assert fact.policy == selectors.policy_of(in_force)
    assert fact.policy.steps == (Step(0, Reach.LOCAL), Step(5, Reach.EVERYONE))


def test_rules_that_could_leave_someone_waiting_are_not_published(dana):
    services.save_draft(POLICIES["silos"], by=dana, at=NOON)

    with pytest.raises(services.RulesUnsound):
        services.publish(by=dana, at=NOON)

    assert not PolicyVersion.objects.filter(status="in_force").exists()


def test_going_back_makes_a_new_version_of_the_former_rules(dana):
    for seconds in (5, 8):
        form = forms.Rules(written(local_seconds=seconds))
        form.is_valid()
        services.save_draft(form.policy(OURS), by=dana, at=NOON)
        services.publish(by=dana, at=NOON)

    services.undo(by=dana, at=NOON)

    in_force = PolicyVersion.objects.get(status="in_force")
    assert in_force.number == 3
    assert selectors.policy_of(in_force).steps[1].after == 5
    assert PolicyVersion.objects.filter(status="former").count() == 2


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Everyone is asked after 20 s"), ("fr", "On demande à tout le monde après 20 s")]
)
def test_the_page_tells_what_was_found_in_both_languages(dana, sign_in, language, expected):
    form = forms.Rules(written(local_seconds=20))
    form.is_valid()
    services.save_draft(form.policy(OURS), by=dana, at=NOON)

    type(dana).objects.filter(pk=dana.pk).update(language=language)
    page = sign_in(dana).get(reverse("contact_centre:rules"))

    assert expected in page.content.decode()


def test_the_page_shows_both_settings_side_by_side(dana, sign_in, monkeypatch):
    monkeypatch.setattr(selectors, "DAYS", 1)
    form = forms.Rules(written(reserve_fr=0))
    form.is_valid()
    services.save_draft(form.policy(OURS), by=dana, at=NOON)

    page = sign_in(dana).get(reverse("contact_centre:rules"), {"simulate": "yes"}).content.decode()

    assert "In French" in page
    assert "compared.svg" in page


def test_another_organization_sees_its_own_rules_only(cast, sign_in, dana):
    form = forms.Rules(written(local_seconds=20))
    form.is_valid()
    services.save_draft(form.policy(OURS), by=dana, at=NOON)

    assert selectors.find_version(cast.odile.organization, "draft") is None


def test_without_a_draft_there_is_nothing_to_compare(dana, sign_in):
    page = sign_in(dana).get(reverse("contact_centre:rules"), {"simulate": "yes"}).content.decode()

    assert "There is no draft to compare with yet." in page


def test_partner_centres_keep_their_step_when_everyone_is_asked_later():
    base = replace(OURS, steps=(Step(0, Reach.LOCAL), Step(8, Reach.PARTNERS), Step(12, Reach.EVERYONE)))
    later, sooner = (forms.Rules(forms.values_of(base) | {"local_seconds": after}) for after in (15, 5))

    assert later.is_valid()
    assert sooner.is_valid()
    assert [step.after for step in later.policy(base).steps] == [0, 8, 15]
    assert [step.after for step in sooner.policy(base).steps] == [0, 5]


def test_the_times_of_the_modes_are_rules_and_the_page_of_the_line_says_them(dana, sign_in):
    browser = sign_in(dana)
    browser.post(reverse("contact_centre:save-draft"), written(call_back_after=90, partner_after=45, announcement=20))
    browser.post(reverse("contact_centre:publish"))

    page = browser.get(reverse("contact_centre:line")).content.decode()

    assert "Whoever has waited 90 s by voice" in page
    assert "after 45 s of waiting" in page
    assert "lasts 8 s instead of 20 s" in page


def test_a_short_announcement_that_is_longer_is_refused(dana, sign_in):
    page = sign_in(dana).post(reverse("contact_centre:save-draft"), written(announcement=5, short_announcement=8))

    assert page.status_code == 422
    assert "The short announcement lasts longer than the other." in page.content.decode()
