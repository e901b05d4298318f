"""Drafts: two people at once, what is refused and where, publication and undo."""

import pytest

from tuque.accounts.roles import Role
from tuque.core.clock import now
from tuque.forms import api as forms
from tuque.forms import services as publishing
from tuque.forms.models import Definition, SetAside
from tuque.forms.portal import drawing, parts, services
from tuque.forms.tests import access
from tuque.forms.tests.portal import page_of, posted_by, publish, the
from tuque.forms.tests.test_language import field, form, words


def test_publishing_with_a_language_missing_is_refused_with_a_link_to_the_place(cast, dana):
    made = the(cast, "form", "check-in")
    dana.post(page_of(made, "forms:add-field", "text"), {"label_en": "Size"})

    answer = publish(dana, made)

    assert answer.status_code == 422
    assert f'href="{page_of(made, "forms:field", "size")}#id_label_fr"' in answer.content.decode()
    assert forms.get_form("check-in", viewer=cast.noor).form.find_field("size") is None


def test_two_leads_at_once_are_shown_both_and_nothing_is_lost(cast, dana, sign_in):
    made = the(cast, "form", "check-in")
    other = sign_in(cast.workers[Role.ADMINISTRATOR])
    hers, his = (posted_by(one.get(page_of(made, "forms:field", "outcome"))) for one in (dana, other))
    dana.post(page_of(made, "forms:field", "outcome"), hers | {"label_en": "Her words"})

    shown = other.post(page_of(made, "forms:field", "outcome"), his | {"label_en": "His words"})

    assert shown.status_code == 409
    assert all(one in shown.content.decode() for one in ("Her words", "His words", "Dana Example"))
    other.post(page_of(made, "forms:field", "outcome"), his | {"label_en": "His words", "_choice": "mine"})
    assert parts.find_field(services.body_to_edit(made), "outcome").siblings[0]["label"]["en"] == "His words"
    kept = SetAside.objects.get()
    assert kept.part["label"]["en"] == "Her words"
    dana.post(page_of(made, "forms:put-back", kept.public_id))
    assert parts.find_field(services.body_to_edit(made), "outcome").siblings[0]["label"]["en"] == "Her words"


def test_who_leaves_the_other_version_keeps_their_own_set_aside(cast, dana, sign_in):
    made = the(cast, "form", "check-in")
    other = sign_in(cast.workers[Role.ADMINISTRATOR])
    sent = posted_by(other.get(page_of(made, "forms:head"))) | {
        "title_en": "His",
        "title_fr": "Le sien",
        "base_type": "desk",
    }
    dana.post(
        page_of(made, "forms:head"),
        {"title_en": "Hers", "title_fr": "Le sien", "was": parts.seen(parts.head_of(services.body_to_edit(made)))},
    )

    other.post(page_of(made, "forms:head"), sent | {"_choice": "theirs"})

    assert services.body_to_edit(made)["title"]["en"] == "Hers"
    assert SetAside.objects.get().part["title"]["en"] == "His"


def test_a_draft_that_someone_else_changed_meanwhile_is_not_published_unseen(cast, dana):
    made = the(cast, "form", "check-in")
    dana.post(page_of(made, "forms:add-field", "text"), {"label_en": "Size", "label_fr": "Taille"})
    mark = parts.seen(services.body_to_edit(made))
    dana.post(page_of(made, "forms:add-field", "text"), {"label_en": "Colour", "label_fr": "Couleur"})

    answer = dana.post(page_of(made, "forms:publish"), {"seen": mark})

    assert answer.status_code == 409
    assert "Someone else changed this draft since you looked at it" in answer.content.decode()
    assert services.published_of(made).number == 1


def test_undo_puts_the_former_version_on_the_phones_as_a_new_one(cast, dana):
    made = the(cast, "home_screen", "street")
    before = forms.find_screen("street", viewer=cast.noor)
    mark = parts.seen(parts.buttons_of(services.body_to_edit(made))[0])
    dana.post(page_of(made, "forms:arrange"), {"remove": f"0:{mark}"})
    publish(dana, made)
    assert len(forms.find_screen("street", viewer=cast.noor).buttons) == len(before.buttons) - 1

    dana.post(page_of(made, "forms:undo"), {"number": 1})

    assert forms.find_screen("street", viewer=cast.noor) == before
    assert list(made.versions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_someones_draft_goes_on_after_an_undo(cast, dana):
    named = access.twice_published(cast)
    made = Definition.objects.get(**named)
    dana.post(page_of(made, "forms:add-field", "text"), {"label_en": "Size", "label_fr": "Taille"})

    dana.post(page_of(made, "forms:undo"), {"number": 1})

    assert parts.find_field(services.body_to_edit(made), "size")
    assert services.published_of(made).number == 3


def test_a_question_shown_by_itself_is_refused_with_its_place(cast, dana):
    made = the(cast, "form", "check-in")
    body = services.body_to_edit(made)
    body["fields"].append(field("a", "text", show_if=["=", {"field": "a"}, "x"]))
    publishing.save_draft(definition=made, body=body, by=cast.dana, at=now())

    answer = publish(dana, made)

    assert answer.status_code == 422
    assert "depend on one another in a circle: a" in answer.content.decode()
    assert "A" in dana.get(page_of(made, "forms:preview")).content.decode()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"fields": 3},
        {"fields": [{"type": "unheard-of", "code": "a", "label": words("A")}]},
        {
            "fields": [
                {"type": "group", "code": "g", "label": {}, "fields": [{"type": "choice", "code": "c", "label": {}}]}
            ]
        },
        {"fields": [field("a", "text", show_if=["and"]), field("a", "text")]},
        {"fields": [field("a", "text")] * 3},
    ],
)
def test_any_draft_can_be_drawn_or_says_that_there_is_nothing_yet(body):
    found = drawing.drawable_form(form() | body, {})

    assert found is None or all(one.code for one in found.walk())


def test_a_form_of_five_thousand_questions_is_refused_in_clear_words(cast, dana):
    made = the(cast, "form", "check-in")
    many = form(*(field(f"q{number}", "text") for number in range(5001))) | {"code": "check-in"}
    publishing.save_draft(definition=made, body=many, by=cast.dana, at=now())

    answer = publish(dana, made)

    assert answer.status_code == 422
    assert "Too many fields: at most 5000 in a form." in answer.content.decode()
    assert "It has 5001 questions: phones open it part by part" in answer.content.decode()


def test_texts_that_are_too_long_are_refused_with_their_place(cast, dana):
    made = the(cast, "form", "check-in")
    dana.post(page_of(made, "forms:add-field", "text"), {"label_en": "x" * 20_000, "label_fr": "y"})

    answer = publish(dana, made)

    assert answer.status_code == 422
    assert "This text is too long: at most 500 characters." in answer.content.decode()


def test_a_question_never_changes_its_type(cast, dana):
    made = the(cast, "form", "check-in")
    dana.post(page_of(made, "forms:arrange"), {"remove": "outcome"})

    dana.post(page_of(made, "forms:add-field", "text"), {"label_en": "Outcome", "label_fr": "Issue"})

    assert parts.find_field(services.body_to_edit(made), "outcome_2")


def test_a_long_form_lists_one_group_at_a_time(cast, dana):
    made = the(cast, "form", "check-in")
    groups = [
        {**field(f"g{number}", "group"), "fields": [field(f"q{number}_{one}", "text") for one in range(40)]}
        for number in range(5)
    ]
    publishing.save_draft(definition=made, body=form(*groups) | {"code": "check-in"}, by=cast.dana, at=now())

    closed = dana.get(page_of(made)).content.decode()
    opened = dana.get(page_of(made) + "?open=g1").content.decode()
    moved = dana.post(
        page_of(made, "forms:arrange") + "?open=g1", {"down": "q1_0"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert "Show what it holds: 40" in closed
    assert 'id="part-q1_0"' not in closed
    assert 'id="part-q1_0"' in opened
    assert 'id="part-q2_0"' not in opened
    assert moved.index('id="part-q1_1"') < moved.index('id="part-q1_0"')
