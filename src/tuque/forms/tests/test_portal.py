"""The portal's pages: a director and a lead shape forms, lists and screens; a phone that is open goes on."""

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.models import RoleAssignment
from tuque.core.problems import PermissionRefused
from tuque.forms import api as forms
from tuque.forms.models import Definition, SetAside
from tuque.forms.portal import parts, selectors, services
from tuque.forms.tests.portal import page_of, posted_by, publish, the


def test_a_director_makes_a_category_from_nothing_and_puts_it_on_the_phones(cast, dana, sign_in):
    dana.post(
        reverse("forms:new-form"),
        {"title_en": "Clothing donation", "title_fr": "Don de vêtements", "base_type": "items"},
    )
    made = the(cast, "form", "clothing-donation")
    kept = {"label_en": "What was given", "label_fr": "Ce qui a été remis", "list": "items", "required": "always"}
    dana.post(page_of(made, "forms:add-field", "items"), kept | {"fills": "items"})
    publish(dana, made)
    screen = the(cast, "home_screen", "street")
    dana.post(page_of(made, "forms:put-on-screen"), {"screen": screen.public_id})
    publish(dana, screen)

    found = forms.get_form("clothing-donation", viewer=cast.noor).form
    assert [(one.type, one.required, one.fills) for one in found.walk()] == [("items", True, "items")]
    home = sign_in(cast.noor).get("/log")
    assert "Clothing donation" in home.content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_is_drawn_in_both_languages(cast, dana, language):
    dana.post("/language", {"language": language})
    made, screen, listed = (
        the(cast, "form", "call-response"),
        the(cast, "home_screen", "street"),
        the(cast, "code_list", "items"),
    )
    for address in (
        reverse("forms:shape"),
        page_of(made),
        page_of(made, "forms:preview"),
        page_of(made, "forms:head"),
        page_of(made, "forms:new-field"),
        *(
            page_of(made, "forms:field", spot.siblings[spot.number]["code"])
            for spot in parts.spots(services.body_to_edit(made)["fields"])
        ),
        page_of(screen),
        *(page_of(screen, "forms:button", number) for number in range(16)),
        *(
            page_of(screen, "forms:new-button") + f"?action={action}"
            for action in ("form", "log", "start", "open", "call", "notice")
        ),
        page_of(listed),
        page_of(listed, "forms:choices"),
        page_of(listed, "forms:choices-file"),
        reverse("forms:documents"),
    ):
        assert dana.get(address).status_code == 200, address


@pytest.mark.once
@pytest.mark.slow
def test_saving_a_question_as_it_is_changes_nothing(cast, dana):
    """Every question of every starter form, as its page posts it."""
    for made in Definition.objects.filter(organization=cast.downtown, kind="form"):
        before = services.body_to_edit(made)
        for spot in list(parts.spots(before["fields"])):
            code = spot.siblings[spot.number]["code"]
            sent = posted_by(dana.get(page_of(made, "forms:field", code)))
            answer = dana.post(page_of(made, "forms:field", code), sent)
            assert answer.status_code == 302, (made.code, code)
        assert services.body_to_edit(made) == before, made.code


def test_buttons_are_put_in_the_order_that_was_dragged(cast, dana):
    made = the(cast, "home_screen", "street")
    buttons = parts.buttons_of(services.body_to_edit(made))
    order = [*range(1, len(buttons)), 0]

    dana.post(page_of(made, "forms:arrange"), {"order": ",".join(f"{n}:{parts.seen(buttons[n])}" for n in order)})

    assert parts.buttons_of(services.body_to_edit(made)) == [buttons[n] for n in order]


def test_a_one_tap_button_records_the_answers_that_were_chosen_on_its_page(cast, dana, sign_in):
    made = the(cast, "home_screen", "street")
    address = page_of(made, "forms:new-button")
    first = dana.post(address, {"action": "log", "form": "check-in", "label_en": "All asleep", "label_fr": "Tout dort"})
    assert "What one tap records" in first.content.decode()

    dana.post(
        address,
        {
            "action": "log",
            "form": "check-in",
            "answers_of": "check-in",
            "label_en": "All asleep",
            "label_fr": "Tout dort",
        }
        | {"outcome": "sleeping", "people.unknown": "2"},
    )

    kept = parts.buttons_of(services.body_to_edit(made))[-1]
    assert kept["answers"] == {"outcome": "sleeping", "people": {"unknown": 2}}
    assert publish(dana, made).status_code == 302


def test_a_form_that_asks_more_never_takes_a_button_off_the_phones(cast, dana):
    made = the(cast, "form", "check-in")
    dana.post(
        page_of(made, "forms:add-field", "text"), {"label_en": "Size", "label_fr": "Taille", "required": "always"}
    )
    warned = dana.get(page_of(made)).content.decode()
    publish(dana, made)

    screen = forms.find_screen("street", viewer=cast.noor)

    assert "will open the form: one tap is no longer enough" in warned
    assert [one.action for one in screen.buttons[:3]] == ["form", "form", "form"]
    assert len(screen.buttons) == 16


def test_a_withdrawn_form_leaves_the_other_buttons(cast, dana):
    dana.post(page_of(the(cast, "form", "conflict"), "forms:use"), {"in_use": "no"})

    screen = forms.find_screen("street", viewer=cast.noor)

    assert "conflict" not in {one.form for one in screen.buttons}
    assert len(screen.buttons) == 15


def test_a_phone_that_was_open_goes_on_under_its_version_and_moves_when_asked(cast, dana, sign_in):
    noor = sign_in(cast.noor)
    sent = {
        "_version": forms.get_form("check-in", viewer=cast.noor).form.version,
        "outcome": "spoke",
        "people.adult": "1",
    }
    made = the(cast, "form", "check-in")
    dana.post(
        page_of(made, "forms:add-field", "text"), {"label_en": "Size", "label_fr": "Taille", "required": "always"}
    )
    publish(dana, made)

    asked = noor.post("/log/check-in", sent | {"_newest": "yes"})
    saved = noor.post("/log/check-in", sent)

    assert asked.status_code == 200
    assert "Size" in asked.content.decode()
    assert saved.status_code == 302


def test_a_lead_shapes_what_is_their_teams_and_copies_what_is_shared(cast, dana, sign_in):
    bea = sign_in(cast.bea)
    shared = the(cast, "home_screen", "street")
    assert bea.post(page_of(shared, "forms:new-button"), {"action": "call", "number": "911"}).status_code == 403

    bea.post(page_of(shared, "forms:copy"), {"team": cast.foot_patrol.public_id})
    own = the(cast, "home_screen", "street", cast.foot_patrol)
    bea.post(
        page_of(own, "forms:new-button"),
        {"action": "call", "number": "555-0100", "label_en": "Base", "label_fr": "Base"},
    )
    publish(bea, own)

    assert forms.find_screen("street", viewer=cast.noor).buttons[-1].number == "555-0100"
    assert forms.find_screen("street", viewer=cast.carl).buttons[-1].action == "notice"


def test_a_lead_makes_a_code_list_for_the_forms_of_their_team_alone(cast, dana, sign_in):
    bea = sign_in(cast.bea)
    bea.post(
        reverse("forms:new-list"), {"title_en": "Corners", "title_fr": "Coins", "team": cast.foot_patrol.public_id}
    )
    corners = the(cast, "code_list", "corners", cast.foot_patrol)
    north = {"choices-count": 1, "choice-0-en": "North", "choice-0-fr": "Nord"}
    bea.post(page_of(corners, "forms:choices"), north)
    publish(bea, corners)
    bea.post(page_of(the(cast, "form", "check-in"), "forms:copy"), {"team": cast.foot_patrol.public_id})
    own = the(cast, "form", "check-in", cast.foot_patrol)
    asked = {"label_en": "Corner", "label_fr": "Coin", "list": "corners"}

    bea.post(page_of(own, "forms:add-field", "choice"), asked)
    publish(bea, own)

    found = forms.get_form("check-in", viewer=cast.noor).form
    assert [choice.code for one in found.walk() if one.code == "corner" for choice in one.choices] == ["north"]
    assert "corners" not in selectors.lists_for(the(cast, "form", "check-in"))
    # The list grows: the team's form takes the new choice along.
    bea.post(
        page_of(corners, "forms:choices"), north | {"choices-count": 2, "choice-1-en": "East", "choice-1-fr": "Est"}
    )
    publish(bea, corners)
    found = forms.get_form("check-in", viewer=cast.noor).form
    assert [choice.label.en for one in found.walk() if one.code == "corner" for choice in one.choices][-1] == "East"


def test_a_lead_without_a_team_is_told_at_the_door_what_to_do(cast, dana, sign_in):
    RoleAssignment.objects.filter(worker=cast.bea).update(team=None)
    bea = sign_in(cast.bea)

    doors = [bea.get(reverse(f"forms:{name}")) for name in ("new-form", "new-list", "new-screen")]

    assert {page.status_code for page in doors} == {403}
    assert all("Ask an administrator" in page.content.decode() for page in doors)
    home = bea.get(reverse("forms:shape")).content.decode()
    assert "Ask an administrator" in home
    assert reverse("forms:new-form") not in home


def test_a_lead_of_one_team_neither_sees_nor_changes_what_is_another_teams(cast, dana, sign_in):
    dana.post(reverse("forms:new-screen"), {"code": "street", "team": cast.van.public_id})
    theirs = the(cast, "home_screen", "street", cast.van)
    bea = sign_in(cast.bea)

    assert bea.get(page_of(theirs)).status_code == 404
    assert bea.post(reverse("forms:new-screen"), {"code": "street", "team": cast.van.public_id}).status_code == 302
    assert not SetAside.objects.exists()
    with pytest.raises(PermissionRefused):
        services.edit_draft(definition=theirs, edit=parts.Edited, by=cast.bea, at=NOON)


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


def test_hostile_words_are_words_on_every_page(cast, dana):
    dana.post(reverse("forms:new-form"), {"title_en": HOSTILE, "title_fr": HOSTILE, "base_type": "items"})
    made = Definition.objects.filter(kind="form").order_by("-pk").first()
    dana.post(
        page_of(made, "forms:add-field", "text"),
        {"label_en": HOSTILE, "label_fr": HOSTILE, "hint_en": HOSTILE, "hint_fr": HOSTILE},
    )
    code = services.body_to_edit(made)["fields"][0]["code"]

    for address in (
        page_of(made),
        page_of(made, "forms:field", code),
        page_of(made, "forms:preview"),
        reverse("forms:shape"),
    ):
        html = dana.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "49" not in html.split("alert(1)")[-1][:40]


def test_another_organization_sees_nothing_of_it(cast, dana, sign_in):
    odile = sign_in(cast.odile)
    made = the(cast, "form", "check-in")

    assert odile.get(page_of(made)).status_code == 404
    assert "Check-in" not in odile.get(reverse("forms:shape")).content.decode()
    assert publish(odile, made).status_code == 404


@pytest.mark.parametrize(
    ("language", "word", "group"), [("en", "transp", "Desk work"), ("fr", "transp", "Travail de bureau")]
)
def test_a_long_list_of_forms_is_grouped_and_searched(cast, dana, language, word, group):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)

    whole = dana.get(reverse("forms:shape")).content.decode()
    found = dana.get(reverse("forms:shape"), {"q": word.upper()}).content.decode()
    none = dana.get(reverse("forms:shape"), {"q": "zzz <b>"}).content.decode()

    assert f">{group}</h3>" in whole
    assert found.count("/shape/") < whole.count("/shape/")
    assert "ransport" in found
    assert "zzz &lt;b&gt;" in none
