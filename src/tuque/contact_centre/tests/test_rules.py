"""The line's rules as data: drafted, checked, simulated, published, undone."""

import pytest
from conftest import NOON
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from tuque.contact_centre.desk import read_facts
from tuque.contact_centre.forms import rules as forms
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing.facts import PolicySet
from tuque.contact_centre.routing.policy import Policy, Preference, Reach, Step
from tuque.contact_centre.routing.values import Channel, Risk, Target
from tuque.contact_centre.selectors import rules as selectors
from tuque.contact_centre.services import rules as services
from tuque.contact_centre.simulator.peers import OURS, POLICIES
from tuque.core.wall import context

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(cast):
    return cast.dana


def written(**changes):
    return forms.written_of(OURS) | {name.replace("__", "-"): value for name, value in changes.items()}


def everyone_after(later):
    """The second step, as the page names it."""
    return {"steps-1-after": later}


def drafted(**changes):
    form = forms.Rules(written(**changes))
    assert form.is_valid()
    return form.policy()


seconds = st.integers(0, 3600).map(float)
policies = st.builds(
    Policy,
    steps=st.lists(st.builds(Step, seconds, st.sampled_from(Reach), st.integers(1, 9)), min_size=1, max_size=6).map(
        tuple
    ),
    partners=st.dictionaries(
        st.from_regex(r"[a-z][-a-z0-9]{0,9}", fullmatch=True),
        st.frozensets(st.sampled_from(["north", "south", "quai-nord"]), min_size=1),
        max_size=4,
    ),
    head_starts=st.tuples(seconds, seconds, seconds).map(lambda three: dict(zip(Risk, (0.0, *three), strict=True))),
    trusted=st.sampled_from(Risk),
    slow_lane=seconds,
    high_risk_at_once=st.booleans(),
    offer_seconds=st.fixed_dictionaries({channel: st.integers(5, 600).map(float) for channel in Channel}),
    capacity=st.fixed_dictionaries({channel: st.integers(0, 10) for channel in Channel}),
    push_after=st.dictionaries(st.sampled_from(Channel), st.integers(1, 86_400).map(float)),
    wrap_up=st.fixed_dictionaries(dict.fromkeys(Channel, seconds)),
    targets=st.dictionaries(
        st.sampled_from(["en", "fr", "cr", "iu"]),
        st.builds(Target, st.integers(5, 600).map(float), st.integers(1, 100).map(lambda percent: percent / 100)),
        min_size=1,
    ),
    misses_allowed=st.integers(0, 20),
    gap_alarm=st.integers(1, 100).map(float),
    recovery=seconds,
    prefer=st.lists(st.sampled_from(Preference), min_size=1, max_size=4, unique=True).map(tuple),
)


@given(policies)
@example(OURS)
def test_what_the_page_shows_is_what_it_writes(policy):
    """Of any rules: nothing that the router obeys is out of the director's reach, and saving alone changes nothing."""
    form = forms.Rules(forms.written_of(policy))

    assert form.is_valid(), [part.errors for part in (form.values, form.steps, form.languages, form.channels)]
    assert form.policy() == policy


def test_every_field_of_a_policy_is_on_the_page():
    changed = {
        name for name in Policy.__dataclass_fields__ if getattr(A_LINE_OF_ITS_OWN, name) == getattr(Policy(), name)
    }

    assert not changed, f"change these too, so that the page is tried with them: {changed}"
    assert forms.Rules(forms.written_of(A_LINE_OF_ITS_OWN)).is_valid()
    form = forms.Rules(forms.written_of(A_LINE_OF_ITS_OWN))
    assert form.is_valid()
    assert form.policy() == A_LINE_OF_ITS_OWN


A_LINE_OF_ITS_OWN = Policy(
    steps=(Step(0, Reach.PARTNERS, 3), Step(30, Reach.EVERYONE)),
    partners={"north": frozenset({"south"})},
    head_starts={Risk.LOW: 0.0, Risk.MODERATE: 1.0, Risk.HIGH: 2.0, Risk.IMMINENT: 3.0},
    trusted=Risk.LOW,
    slow_lane=61.0,
    cut_off=62.0,
    high_risk_at_once=False,
    offer_seconds=dict.fromkeys(Channel, 7.0),
    again_after=8.0,
    misses_allowed=9,
    capacity=dict.fromkeys(Channel, 1),
    push_after={Channel.TEXT: 10.0},
    reserves={"fr": 1},
    reserve_ends_after=11.0,
    targets={"fr": Target(12.0, 0.5)},
    gap_alarm=13.0,
    gap_window=14.0,
    gap_contacts=15,
    call_back_after=16.0,
    partner_after=17.0,
    announcement=18.0,
    short_announcement=17.0,
    wrap_up=dict.fromkeys(Channel, 19.0),
    recovery=20.0,
    no_high_risk_last=21.0,
    no_offer_last=22.0,
    repeat_within=23.0,
    in_hand_limit=24.0,
    vanished_after=9.0,
    prefer=(Preference.RANDOM,),
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"steps-0-after": "", "steps-1-after": ""}, "There is no step left"),
        ({"partners": "north south"}, "“north south” is not a centre and its partners."),
        ({"languages-0-code": "français"}, "in two or three letters"),
        ({"prefer_1": "nearest", "prefer_0": "nearest"}, "The same preference is there twice."),
        ({"channels-1-offer": "0"}, "greater than or equal to 5"),
    ],
)
def test_what_cannot_be_a_rule_is_said_where_it_was_written(dana, sign_in, changes, said):
    page = sign_in(dana).post(reverse("contact_centre:save-draft"), written() | changes)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not PolicyVersion.objects.exists()


def test_the_empty_rows_of_the_page_are_no_rules():
    form = forms.Rules(policy=OURS)
    sent = {field.html_name: field.value() for row in (*form.steps, *form.languages) for field in row}
    sent |= {"steps-TOTAL_FORMS": len(form.steps.forms), "languages-TOTAL_FORMS": len(form.languages.forms)}

    again = forms.Rules(written() | {name: "" if value is None else value for name, value in sent.items()})

    assert again.is_valid()
    assert again.policy() == OURS


def test_a_language_is_added_and_taken_away(dana):
    added = forms.Rules(
        written()
        | {"languages-TOTAL_FORMS": 3, "languages-2-code": "cr", "languages-2-seconds": 60}
        | {"languages-2-percent": 80, "languages-2-reserve": 1}
    )
    taken = forms.Rules(written() | {"languages-1-code": ""})

    assert added.is_valid()
    assert added.policy().targets["cr"] == Target(60, 0.8)
    assert added.policy().reserves == {"fr": 5, "cr": 1}
    assert taken.is_valid()
    assert set(taken.policy().targets) == {"en"}


def test_a_draft_changes_nothing_until_it_is_published(dana, sign_in):
    browser = sign_in(dana)

    browser.post(reverse("contact_centre:save-draft"), written() | everyone_after(5))
    draft = PolicyVersion.objects.get()
    browser.post(reverse("contact_centre:publish"))

    assert draft.status == "draft"
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
        services.save_draft(drafted(steps__1__after=seconds), by=dana, at=NOON)
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
    services.save_draft(drafted(steps__1__after=20), by=dana, at=NOON)

    type(dana).objects.filter(pk=dana.pk).update(language=language)
    page = sign_in(dana).get(reverse("contact_centre:rules"))

    assert expected in page.content.decode()


def test_the_page_shows_both_settings_side_by_side(dana, sign_in, monkeypatch):
    monkeypatch.setattr(selectors, "DAYS", 1)
    services.save_draft(drafted(languages__1__reserve=0), by=dana, at=NOON)

    page = sign_in(dana).get(reverse("contact_centre:rules"), {"simulate": "yes"}).content.decode()

    assert "In French" in page
    assert "compared.svg" in page


def test_another_organization_sees_its_own_rules_only(cast, sign_in, dana):
    services.save_draft(drafted(steps__1__after=20), by=dana, at=NOON)

    assert selectors.find_version(cast.odile.organization, "draft") is None


def test_without_a_draft_there_is_nothing_to_compare(dana, sign_in):
    page = sign_in(dana).get(reverse("contact_centre:rules"), {"simulate": "yes"}).content.decode()

    assert "There is no draft to compare with yet." in page


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
