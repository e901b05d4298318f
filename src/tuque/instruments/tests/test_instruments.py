"""The instruments that come with Tuque: what they say, who may use them, and what stays when the rules change."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.models import Worker
from tuque.core.ids import new_id
from tuque.core.problems import NotFound, PermissionRefused
from tuque.forms import api as forms
from tuque.forms import services as form_services
from tuque.forms.language import judge
from tuque.instruments import carrying, selectors, services
from tuque.instruments.catalogue import shipped
from tuque.instruments.models import Instrument
from tuque.instruments.tests import factories
from tuque.people import services as people
from tuque.people.tests.factories import person

NO = factories.CALM


def said(code, values):
    branch = judge(shipped()[code].rules, values).branch
    return branch.verdict.label.en if branch else None


def test_four_instruments_come_with_tuque_each_with_source_licence_and_both_languages():
    assert set(shipped()) == {"asq", "contact-survey", "distress", "self-sufficiency-matrix"}
    for one in shipped().values():
        assert all(getattr(one, name).en and getattr(one, name).fr for name in ("title", "source", "licence", "status"))
        assert one.form.code == one.code
        assert one.form.base_type == "instrument"
        assert one.form.filling("person") is not None


def test_the_matrix_has_its_twenty_domains_of_five_levels():
    one = shipped()["self-sufficiency-matrix"]
    domains = [field for field in one.form.questions() if field.type == "choice"]

    assert len(domains) == 20
    assert all(
        [choice.code for choice in field.choices][:5] == [f"level_{n}" for n in range(1, 6)] for field in domains
    )
    assert len(one.rules.scores[0].fields) == 18


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        (NO, "Negative screen"),
        ({**NO, "tried": "yes", "right_now": "no"}, "Non-acute positive screen"),
        ({**NO, "thoughts": "no_answer", "right_now": "no"}, "Non-acute positive screen"),
        ({**NO, "thoughts": "yes", "right_now": "yes"}, "Acute positive screen"),
        ({**NO, "thoughts": "yes", "right_now": "no_answer"}, "Acute positive screen"),
    ],
)
def test_the_screen_says_what_its_source_says_and_a_silence_is_no_no(answers, verdict):
    assert said("asq", answers) == verdict


def test_the_fifth_question_is_asked_when_one_of_the_four_is_not_no():
    form = shipped()["asq"].form

    assert "right_now" not in forms.check_answers(form, NO).shown
    checked = forms.check_answers(form, {**NO, "tried": "yes"})
    assert checked.errors["right_now"].code == "required"


def test_a_domain_in_crisis_speaks_whatever_the_mean():
    answers = dict.fromkeys(shipped()["self-sufficiency-matrix"].rules.scores[0].fields, "level_5") | {
        "safety": "level_1"
    }
    result = judge(shipped()["self-sufficiency-matrix"].rules, answers)

    assert result.branch.verdict.level == "urgent"
    assert result.scores[0].value == pytest.approx((17 * 5 + 1) / 18)


def test_only_a_director_allows_and_nobody_fills_in_what_is_not_allowed(cast):
    with pytest.raises(PermissionRefused):
        services.allow(code="asq", by=cast.bea, at=NOON)
    with pytest.raises(NotFound):
        forms.get_form("asq", viewer=cast.noor)

    services.allow(code="asq", by=cast.dana, at=NOON)

    assert forms.get_form("asq", viewer=cast.noor).form.code == "asq"
    assert [one.one.code for one in selectors.list_instruments(cast.noor)] == ["asq"]
    with pytest.raises(NotFound):
        forms.get_form("asq", viewer=cast.odile)


def test_withdrawing_leaves_what_was_filled_in_with_its_rules_and_allowing_again_makes_no_new_version(cast):
    row = factories.filled(cast, "distress", {"before": 8, "after": 3})

    services.withdraw(code="distress", by=cast.dana, at=NOON)
    with pytest.raises(NotFound):
        forms.get_form("distress", viewer=cast.noor)
    found = selectors.get_result(row.public_id, viewer=cast.noor, at=NOON)
    services.allow(code="distress", by=cast.dana, at=NOON + timedelta(days=1))

    assert [one.value for one in found.result.scores] == [8, 3, -5]
    assert Instrument.objects.count() == 1
    assert forms.get_form("distress", viewer=cast.noor).version == Instrument.objects.get().form_version


def test_filling_one_in_leads_to_its_result_explained_in_both_languages(cast, sign_in):
    factories.allowed(cast)
    browser = sign_in(cast.noor)

    answers = {**NO, "tried": "yes", "right_now": "yes", "_key": new_id()}
    page = browser.post(reverse("interactions:new", args=["asq"]), answers, follow=True)
    Worker.objects.filter(pk=cast.noor.pk).update(language="fr")
    french = browser.get(page.request["PATH_INFO"])

    assert "Acute positive screen" in page.content.decode()
    assert "we treat no answer like a yes" in page.content.decode()
    assert "Dépistage positif, risque imminent" in french.content.decode()


def test_one_person_over_time_only_while_they_consent_and_within_reach(cast, sign_in):
    named = person(by=cast.noor, at=NOON)
    for day, after in ((0, 7), (7, 5), (14, 2)):
        answers = {"before": 8, "after": after, "person": str(named.public_id)}
        factories.filled(cast, "distress", answers, at=NOON + timedelta(days=day))
    factories.filled(cast, "distress", {"before": 1})
    at = NOON + timedelta(days=15)

    found = selectors.results_of_person(named.public_id, viewer=cast.noor, at=at)

    assert [one.result.scores[1].value for one in found.filled] == [7, 5, 2]
    page = sign_in(cast.noor).get(reverse("instruments:person", args=[named.public_id])).content.decode()
    assert page.count("<polyline") == 3  # before, after, and the change
    assert selectors.results_of_person(named.public_id, viewer=cast.carl, at=at).filled == []
    for stranger in (cast.odile, cast.luc):
        with pytest.raises(NotFound):
            selectors.results_of_person(named.public_id, viewer=stranger, at=at)
    people.withdraw_consent(person=named, by=cast.noor, at=at)
    with pytest.raises(NotFound):
        selectors.results_of_person(named.public_id, viewer=cast.noor, at=at)


def changed(body, *, without="", choice=None):
    """The form of an instrument as a director leaves it: one question fewer, or one choice more."""
    fields = [dict(one) for one in body["fields"] if one["code"] != without]
    for one in fields:
        if choice and one.get("type") == "choice" and "choices" in one:
            one["choices"] = [*one["choices"], choice]
    return {**body, "title": {"en": "Ours", "fr": "Le nôtre"}, "fields": fields}


def test_the_form_that_is_changed_keeps_its_rules(cast, sign_in):
    instrument = factories.allowed(cast, "distress")
    definition = instrument.form_version.definition
    form_services.save_draft(definition=definition, body=changed(instrument.body["form"]), by=cast.dana, at=NOON)
    form_services.publish(definition=definition, by=cast.dana, at=NOON)
    one = forms.get_form("distress", viewer=cast.noor)
    assert one.version != instrument.form_version
    row = factories.filled(cast, "distress", {"before": 4})

    found = selectors.get_result(row.public_id, viewer=cast.noor, at=NOON)

    assert found.one is not None
    assert found.one.form.title.en == "Ours"
    assert [scored.score.code for scored in found.result.scores] == [
        score.code for score in shipped()["distress"].rules.scores
    ]
    page = sign_in(cast.noor).get(reverse("instruments:result", args=[row.public_id])).content.decode()
    assert "no rule goes with these answers" not in page
    services.withdraw(code="distress", by=cast.dana, at=NOON)
    assert not Instrument.objects.filter(withdrawn_at=None).exists()


def test_a_change_that_takes_away_what_a_rule_reads_is_refused_in_words(cast):
    instrument = factories.allowed(cast, "distress")
    definition = instrument.form_version.definition
    body = changed(instrument.body["form"], without="before")
    form_services.save_draft(definition=definition, body=body, by=cast.dana, at=NOON)

    with pytest.raises(form_services.DefinitionInvalid) as refused:
        form_services.publish(definition=definition, by=cast.dana, at=NOON)

    assert {problem.code for problem in refused.value.problems} == {"rule_reads_missing"}
    assert "reads the question “before”" in refused.value.message()
    assert Instrument.objects.count() == 1


def test_a_new_choice_that_no_score_counts_is_told_before_publication(cast):
    instrument = factories.allowed(cast, "contact-survey")
    definition = instrument.form_version.definition
    more = {"code": "level_9", "label": {"en": "Beyond", "fr": "Au-delà"}}
    body = changed(instrument.body["form"], choice=more)
    form_services.save_draft(definition=definition, body=body, by=cast.dana, at=NOON)

    felt = [touch.words for touch in carrying.feel(definition, viewer=cast.dana)]

    assert any("“Beyond” is new, and counts for nothing" in words for words in felt)


def test_a_mean_says_how_many_answers_it_comes_from(cast, sign_in):
    row = factories.filled(cast, "self-sufficiency-matrix", {"housing": "level_2", "safety": "level_1"})
    survey = factories.filled(cast, "contact-survey", {"heard": "level_5", "coping": "level_4"})

    page, other = (
        sign_in(cast.noor).get(reverse("instruments:result", args=[one.public_id])).content.decode()
        for one in (row, survey)
    )

    assert "2 answered, at least 9 are needed" in page
    assert "2 of 4 were answered and count" in other
    assert "Better able to cope" in other
