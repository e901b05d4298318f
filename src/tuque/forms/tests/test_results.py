"""Result rules: what they say of answers, by property, and which rules are refused."""

from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.forms.language import judge, read_definition, read_rules

pytestmark = pytest.mark.once

W = {"en": "words", "fr": "mots"}
CODES = ["a", "b", "c"]
CHOICES = [{"code": f"level_{n}", "label": W} for n in range(1, 6)] + [{"code": "none", "label": W}]
FORM, _problems = read_definition(
    {
        "language": 1,
        "code": "try",
        "title": W,
        "base_type": "instrument",
        "fields": [
            *({"code": code, "type": "choice", "label": W, "choices": CHOICES} for code in CODES),
            {"code": "before", "type": "integer", "label": W},
            {"code": "after", "type": "integer", "label": W},
            {"code": "yes", "type": "yes_no", "label": W},
            {"code": "words", "type": "note", "label": W},
        ],
    }
)
POINTS = {f"level_{n}": n for n in range(1, 6)}
BANDS = [{"high": 2, "label": W}, {"low": 2, "high": 4, "label": W, "level": "watch"}, {"low": 4, "label": W}]


def score(**values):
    return {"code": "s", "label": W, "method": "mean", "fields": CODES, "points": POINTS, "bands": BANDS, **values}


def rules(**body):
    found, problems = read_rules(body, FORM)
    assert not problems
    return found


answers = st.dictionaries(st.sampled_from(CODES), st.sampled_from([one["code"] for one in CHOICES]))


@given(answers, st.sampled_from(["mean", "sum"]), st.integers(1, 3))
def test_a_score_is_the_mean_or_sum_of_what_was_answered_and_its_band_holds_it(values, method, fewest):
    (found,) = judge(rules(scores=[score(method=method, fewest=fewest)]), values).scores
    numbers = [POINTS[code] for code in values.values() if code in POINTS]

    if len(numbers) < fewest:
        assert (found.value, found.band) == (None, None)
    else:
        assert found.value == pytest.approx(mean(numbers) if method == "mean" else sum(numbers), abs=1e-5)
        assert found.band.holds(found.value)
        assert sum(one.holds(found.value) for one in found.score.bands) == 1
        assert sorted(number for _code, number in found.parts) == sorted(numbers)


@given(st.integers(-9, 9), st.integers(-9, 9))
def test_a_difference_is_the_second_minus_the_first_and_needs_both(before, after):
    made = rules(scores=[score(method="difference", fields=["before", "after"], points={}, bands=[])])

    assert judge(made, {"before": before, "after": after}).scores[0].value == after - before
    assert judge(made, {"before": before}).scores[0].value is None


@given(answers)
def test_the_first_branch_that_fits_speaks(values):
    first = {"when": ["=", {"field": "a"}, "level_1"], "because": W, "label": {"en": "one", "fr": "un"}}
    last = {"because": W, "label": {"en": "else", "fr": "sinon"}}

    branch = judge(rules(branches=[first, last]), values).branch

    assert branch.verdict.label.en == ("one" if values.get("a") == "level_1" else "else")


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"scores": [score(fields=["nowhere"])]}, "scores[0].fields", "field_unknown"),
        ({"scores": [score(fields=["words"])]}, "scores[0].fields", "not_for_type"),
        ({"scores": [score(points={})]}, "scores[0].fields", "choices_missing"),
        ({"scores": [score(points={"level_1": "one"})]}, "scores[0].points", "not_a_number"),
        ({"scores": [score(method="median")]}, "scores[0].method", "property_unknown"),
        ({"scores": [score(method="difference")]}, "scores[0].fields", "missing"),
        ({"scores": [score(fewest=9)]}, "scores[0].fewest", "not_a_number"),
        ({"scores": [score(bands=[{"low": 3, "high": 1, "label": W}])]}, "scores[0].bands[0]", "limits_crossed"),
        (
            {"scores": [score(bands=[{"high": 3, "label": W}, {"low": 2, "label": W}])]},
            "scores[0].bands",
            "limits_crossed",
        ),
        ({"scores": [score(label={"en": "only"})]}, "scores[0].label.fr", "language_missing"),
        ({"scores": [score(), score()]}, "scores", "code_twice"),
        ({"branches": [{"label": W}]}, "branches[0].because", "words_missing"),
        (
            {"branches": [{"label": W, "because": W, "when": ["=", {"field": "nowhere"}, 1]}]},
            "branches[0].when",
            "field_unknown",
        ),
        ({"branches": [{"label": W, "because": W, "when": ["run", 1]}]}, "branches[0].when", "operator_unknown"),
        ({"branches": [{"label": W, "because": W, "level": "red"}]}, "branches[0].level", "property_unknown"),
        ({"branches": "none"}, "branches", "not_a_list"),
        ({"code": 1}, "code", "property_unknown"),
        ([], "", "not_an_object"),
    ],
)
def test_rules_that_are_not_good_are_refused_and_say_where(body, path, code):
    found, problems = read_rules(body, FORM)

    assert found is None
    assert (path, code) in [(one.path, one.code) for one in problems]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["scores", "branches", "fields", "bands", "points", "when", "label"]), inner, max_size=4
            )
        ),
    )
)
def test_whatever_is_given_is_read_or_refused(body):
    found, problems = read_rules(body, FORM)

    assert (found is None) == bool(problems)
