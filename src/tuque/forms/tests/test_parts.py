"""Parts of a draft: edited one at a time, by several people, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.forms.portal import parts
from tuque.forms.portal.parts import ChoiceEdit, PartChanged, seen

pytestmark = pytest.mark.once


def field(code, **more):
    return {"code": code, "type": "text", "label": {"en": code, "fr": code}, **more}


def form(*fields):
    return {"language": 1, "code": "try", "title": {}, "fields": list(fields)}


def codes(body):
    return [spot.siblings[spot.number]["code"] for spot in parts.spots(body["fields"])]


def test_two_people_who_change_different_questions_both_keep_their_work():
    body = form(field("a"), field("b"))
    was_a, was_b = seen(field("a")), seen(field("b"))

    once = parts.put_field(body, field("a", required=True), code="a", was=was_a).body
    twice = parts.put_field(once, field("b", required=True), code="b", was=was_b).body

    assert [one.get("required") for one in twice["fields"]] == [True, True]


def test_a_question_that_someone_else_changed_is_not_written_over():
    body = form(field("a", hint={"en": "theirs"}))

    with pytest.raises(PartChanged) as changed:
        parts.put_field(body, field("a", required=True), code="a", was=seen(field("a")))

    assert changed.value.theirs["hint"] == {"en": "theirs"}


def test_who_goes_on_with_their_own_sets_the_other_aside():
    body = form(field("a", hint={"en": "theirs"}))

    edited = parts.put_field(body, field("a", required=True), code="a", was=seen(field("a")), anyway=True)

    assert edited.body["fields"][0]["required"]
    assert edited.taken == (("field:a", field("a", hint={"en": "theirs"})),)


def test_saving_the_same_twice_is_harmless():
    body = form(field("a"))
    once = parts.put_field(body, field("a", required=True), code="a", was=seen(field("a"))).body

    again = parts.put_field(once, field("a", required=True), code="a", was=seen(field("a"))).body

    assert again == once


def test_a_group_keeps_what_it_holds_when_its_words_change():
    group = {"code": "more", "type": "group", "label": {}, "fields": [field("a")]}
    body = form(group)
    part = parts.field_part(group)

    edited = parts.put_field(body, part | {"folded": True}, code="more", was=seen(part))

    assert codes(edited.body) == ["more", "a"]


def test_a_question_moves_into_a_group_and_never_into_itself():
    body = form(field("a"), {"code": "more", "type": "group", "label": {}, "fields": []})

    inside = parts.put_field(body, field("a"), code="a", was=seen(field("a")), group="more").body
    group = parts.field_part(inside["fields"][0])
    same = parts.put_field(inside, group, code="more", was=seen(group), group="more").body

    assert inside["fields"] == [{"code": "more", "type": "group", "label": {}, "fields": [field("a")]}]
    assert same == inside


def test_what_is_removed_can_be_put_back_with_all_that_it_held():
    group = {"code": "more", "type": "group", "label": {}, "fields": [field("a")]}
    removed = parts.remove_field(form(group, field("b")), "more")

    again = parts.restore(removed.body, *removed.taken[0])

    assert codes(removed.body) == ["b"]
    assert codes(again.body) == ["b", "more", "a"]


@given(st.permutations(["a", "b", "c", "d"]), st.sampled_from("abcd"), st.sampled_from([-1, 1, -9, 9]))
def test_moving_and_ordering_lose_no_question(order, code, by):
    body = form(*(field(one) for one in "abcd"))

    moved = parts.move_field(parts.order_fields(body, order).body, code, by).body

    assert sorted(codes(moved)) == ["a", "b", "c", "d"]
    assert codes(parts.order_fields(body, order).body) == list(order)


BUTTONS = [{"action": "call", "number": f"555-010{number}"} for number in range(3)]


def test_a_button_that_moved_meanwhile_is_still_the_one_that_is_changed():
    body = {"buttons": [BUTTONS[1], BUTTONS[0], BUTTONS[2]]}

    edited = parts.put_button(body, {"action": "call", "number": "911"}, number=0, was=seen(BUTTONS[0]))

    assert [one["number"] for one in edited.body["buttons"]] == ["555-0101", "911", "555-0102"]


def test_a_button_that_someone_else_changed_stays_and_both_are_kept_when_one_insists():
    body = {"buttons": [{"action": "call", "number": "988"}]}
    mine = {"action": "call", "number": "911"}

    with pytest.raises(PartChanged):
        parts.put_button(body, mine, number=0, was=seen(BUTTONS[0]))
    edited = parts.put_button(body, mine, number=0, was=seen(BUTTONS[0]), anyway=True)

    assert [one["number"] for one in edited.body["buttons"]] == ["911", "988"]


def choice(code, en="x"):
    return {"code": code, "label": {"en": en, "fr": en}}


def test_choices_are_changed_added_and_taken_away_by_their_code():
    body = {"choices": [choice("a"), choice("b"), choice("c")]}
    edits = [
        ChoiceEdit("a", choice("a", "new"), seen(choice("a"))),
        ChoiceEdit("b", None, seen(choice("b"))),
        ChoiceEdit("d", choice("d")),
    ]

    edited = parts.put_choices(body, edits)

    assert edited.body["choices"] == [choice("a", "new"), choice("c"), choice("d")]
    assert edited.taken == (("choices", [choice("b")]),)


def test_a_choice_that_someone_else_changed_is_shown_and_not_written_over():
    body = {"choices": [choice("a", "theirs"), choice("b")]}
    edits = [ChoiceEdit("a", choice("a", "mine"), seen(choice("a")))]

    with pytest.raises(PartChanged) as changed:
        parts.put_choices(body, edits)

    assert changed.value.theirs == [choice("a", "theirs")]
    assert parts.put_choices(body, edits, anyway=True).taken == (("choices", [choice("a", "theirs")]),)


@given(st.text(max_size=80), st.sets(st.text(alphabet="abc_0", max_size=4), max_size=5))
def test_a_code_is_made_of_any_words_and_is_never_taken(words, taken):
    code = parts.code_from(words, taken=taken)

    assert code not in taken
    assert code[0].isalpha()
    assert len(code) <= 60
    assert code.isascii()
