"""Whom a service is for: rules that an editor writes, words on the public page, three honest answers in the finder."""

import json
from pathlib import Path

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st

from tuque.core.clock import now
from tuque.directory import circumstances
from tuque.directory.models import EligibilityRule, Metadata
from tuque.directory.search import following
from tuque.directory.search.fitting import Who, fits
from tuque.directory.tests import factories


def facts(*rules, ages=(None, None)):
    return {"rules": [list(rule) for rule in rules], "ages": list(ages)}


WOMEN = ("gender", None, None, ["woman"])
NEWCOMERS = ("status", None, None, ["newcomer", "refugee"])
POOR = ("income", None, 36000.0, ["24000", "30000", "36000"])
HERE = ("area", None, None, ["R3B", "R2W 4J3", "Sainte-Anne"])
# The same cases that the copy on a phone answers (frontend/lib/offline/fitting.test.ts).
CASES = json.loads((Path(__file__).parent / "data" / "fitting.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['who']}-{case['facts']}")
def test_a_service_is_for_someone_is_not_or_nobody_said(case):
    assert fits(Who(**case["who"]), case["facts"]) is case["fits"]


@pytest.mark.parametrize(
    ("ages", "answer"), [((16, 24), None), ((12, 17), True), ((0, 11), False), ((18, None), False), ((None, 12), None)]
)
def test_of_a_span_of_ages_that_is_partly_within_nobody_says(ages, answer):
    assert fits(Who(ages=(12, 17)), facts(ages=ages)) is answer


@given(
    st.builds(
        Who,
        age=st.none() | st.integers(0, 120),
        gender=st.sampled_from(["", "woman", "man"]),
        statuses=st.lists(st.sampled_from(["newcomer", "student"])).map(tuple),
        income=st.none() | st.floats(0, 1e6),
        lives=st.sampled_from(["", "R3B", "Brandon"]),
    )
)
def test_nobody_is_refused_where_no_rule_is_written(who):
    assert fits(who, facts()) is None


@given(st.lists(st.sampled_from([WOMEN, NEWCOMERS, POOR, HERE])))
def test_whoever_says_nothing_is_refused_by_nothing(rules):
    assert fits(Who(), facts(*rules, ages=(16, 24))) is None


def test_every_circumstance_is_whole_in_both_languages():
    for one in (*circumstances.genders().values(), *circumstances.statuses().values()):
        assert all((one.en, one.fr, one.me_en, one.me_fr))


RULES = {
    "least_age": "16",
    "most_age": "24",
    "genders": ["woman", "nonbinary"],
    "statuses": ["newcomer"],
    "income": "30000",
    "areas": "R3B\n R2W  4J3\n\nR3B",
}


@pytest.fixture
def written(cast, sign_in):
    row = factories.service(cast.downtown, "Green door", assured_date=now().date())
    factories.service(cast.downtown, "Green gate", assured_date=now().date())
    answer = sign_in(cast.dana).post(f"/directory/services/{row.public_id}/eligibility", RULES)
    assert answer.status_code == 302, answer.text
    row.refresh_from_db()
    following.rebuild(today=NOON.date())
    return row


@pytest.mark.django_db
def test_rules_are_kept_with_their_history_and_shown_again(cast, sign_in, written):
    assert (written.minimum_age, written.maximum_age) == (16, 24)
    kept = {one.kind: (one.most, one.values, one.is_public) for one in EligibilityRule.objects.all()}
    assert kept == {
        "gender": (None, ["woman", "nonbinary"], True),
        "status": (None, ["newcomer"], True),
        "income": (30000, [], True),
        "area": (None, ["R3B", "R2W 4J3"], True),
    }
    assert "newcomer" in Metadata.objects.get(field_name="eligibility_rules").replacement_value
    page = sign_in(cast.dana).get(f"/directory/services/{written.public_id}/eligibility").text
    assert page.count("checked") == 3
    assert 'value="16"' in page
    assert 'value="30000"' in page
    assert "R2W 4J3" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "From 16 to 24 years old",
                "Only for women or non-binary people",
                "Only for newcomers to Canada",
                "Household income of $30,000 a year at most",
                "Only for people who live in R3B, R2W 4J3",
            ],
        ),
        (
            "fr",
            [
                "De 16 à 24 ans",
                "Réservé aux personnes suivantes\u00a0: femmes ou personnes non binaires",
                "Réservé aux personnes suivantes\u00a0: personnes nouvellement arrivées au Canada",
                "Revenu du ménage d’au plus 30\xa0000 $ par an",
                "Réservé aux personnes qui vivent à\u00a0: R3B, R2W 4J3",
            ],
        ),
    ],
)
def test_the_public_page_says_them_in_words(client, written, language, words):
    page = client.get(f"/find/service/{written.public_id}?lang={language}").text

    for one in words:
        assert one in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "there", "words"),
    [
        ({"gender": "woman", "age": "20"}, True, "It is for this person, by its rules."),
        ({"gender": "man"}, False, ""),
        ({"gender": "man", "everyone": "on"}, True, "It is not for this person, by its rules."),
        ({"status": ["student"]}, True, "Nobody said whether it is for this person: ask."),
    ],
)
def test_the_finder_tells_what_is_for_whom_and_nothing_of_it_is_in_an_address(client, written, said, there, words):
    answer = client.post("/find", {"words": "green", "lang": "en", **said})

    assert ("Green door" in answer.text) is there
    assert "Green gate" in answer.text  # no rule: nobody is left out of it
    assert words in answer.text
    for name in ("gender", "status", "income", "lives"):
        assert f"?{name}=" not in answer.text
        assert f"&amp;{name}=" not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize(("household", "is_there"), [("1", False), ("2", True), ("9", True), ("", True)])
def test_an_income_limit_goes_by_how_many_they_are(client, cast, sign_in, written, household, is_there):
    page = sign_in(cast.dana)
    address = f"/directory/services/{written.public_id}/eligibility"
    page.post(address, {"incomes": "24 000 $\n30,000\n36000"})
    following.rebuild(today=NOON.date())

    found = client.post("/find", {"words": "green", "income": "30000", "household": household})

    assert ("Green door" in found.text) is is_there
    kept = EligibilityRule.objects.get(kind="income")
    assert (kept.most, kept.values) == (36000, ["24000", "30000", "36000"])
    assert "24000\n30000\n36000" in page.get(address).text
    told = client.get(f"/find/service/{written.public_id}?lang=fr").text
    assert "1\xa0: 24\xa0000\xa0$; 2\xa0: 30\xa0000\xa0$; 3 ou plus\xa0: 36\xa0000\xa0$" in told


@pytest.mark.django_db
def test_the_copy_on_a_phone_has_the_rules_and_their_words(client, written):
    (told,) = [one for one in client.get("/find/pack").json()["services"] if one.get("rules")]

    assert told["ages"] == [16, 24]
    assert ["income", None, 30000.0, []] in told["rules"]
    assert "From 16 to 24 years old" in told["whom"]["en"]
    assert "De 16 à 24 ans" in told["whom"]["fr"]
    assert 'value="newcomer"' in client.get("/find/offline?lang=en").text


@pytest.mark.django_db
def test_an_address_that_tells_of_someone_is_not_read(client, written):
    assert "by its rules" not in client.get("/find?topic=food&gender=woman&status=newcomer").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"incomes": "24000\n30000"}, "not both"),
        ({"income": "", "incomes": "lots"}, "one amount on each line"),
        ({"income": "", "incomes": "30000\n24000"}, "smaller than the one above"),
        ({"least_age": "30", "most_age": "20"}, "The highest age is below the lowest."),
        ({"statuses": ["xyzzy"]}, "xyzzy"),
        ({"areas": "a" * 81}, "at most 100 areas"),
    ],
)
def test_rules_that_cannot_be_are_refused_and_change_nothing(cast, sign_in, written, wrong, said):
    page = sign_in(cast.dana).post(f"/directory/services/{written.public_id}/eligibility", {**RULES, **wrong})

    assert page.status_code == 422
    assert said in page.text
    assert EligibilityRule.objects.count() == 4
