"""The portal's pages: a director and a lead shape forms, lists and screens; a phone that is open goes on."""

from html.parser import HTMLParser

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.models import RoleAssignment
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role
from tuque.core.clock import now
from tuque.core.problems import PermissionRefused
from tuque.forms import api as forms
from tuque.forms import services as publishing
from tuque.forms.models import Definition, Document, SetAside
from tuque.forms.portal import drawing, parts, selectors, services
from tuque.forms.tests import access
from tuque.forms.tests.factories import starter_set
from tuque.forms.tests.test_language import field, form, words


@pytest.fixture
def dana(cast, sign_in):
    starter_set(cast.downtown, at=NOON)
    return sign_in(cast.dana)


def the(cast, kind, code, team=None):
    return Definition.objects.get(organization=cast.downtown, kind=kind, code=code, team=team)


def publish(client, definition):
    """As the page sends it: with the mark of the draft that was looked at."""
    mark = parts.seen(services.body_to_edit(definition))
    return client.post(page_of(definition, "forms:publish"), {"seen": mark})


def page_of(definition, name="forms:shaped", *more):
    return reverse(name, args=[definition.public_id, *more])


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


def test_publishing_with_a_language_missing_is_refused_with_a_link_to_the_place(cast, dana):
    made = the(cast, "form", "check-in")
    dana.post(page_of(made, "forms:add-field", "text"), {"label_en": "Size"})

    answer = publish(dana, made)

    assert answer.status_code == 422
    assert f'href="{page_of(made, "forms:field", "size")}#id_label_fr"' in answer.content.decode()
    assert forms.get_form("check-in", viewer=cast.noor).form.find_field("size") is None


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


def posted_by(page):
    """What a browser without scripts sends from the first form of the portal's page."""

    class Reading(HTMLParser):
        def __init__(self):
            super().__init__()
            self.sent, self.inside, self.select, self.area = [], False, None, None

        def handle_starttag(self, tag, attrs):
            at = dict(attrs)
            if tag == "form" and (at.get("id") == "part-form" or "enctype" in at):
                self.inside = True
            if not self.inside or ("name" not in at and tag != "option"):
                return
            if tag == "input" and (at.get("type") not in {"checkbox", "radio", "file"} or "checked" in at):
                self.sent.append((at["name"], at.get("value", "")))
            elif tag == "select":
                self.select = [at["name"], None]
            elif tag == "option" and self.select and ("selected" in at or self.select[1] is None):
                self.select[1] = at.get("value", "")
            elif tag == "textarea":
                self.area = [at["name"], ""]

        def handle_data(self, data):
            if self.area:
                self.area[1] += data

        def handle_endtag(self, tag):
            if tag == "select" and self.select:
                self.sent.append(tuple(self.select))
                self.select = None
            elif tag == "textarea" and self.area:
                self.sent.append(tuple(self.area))
                self.area = None
            elif tag == "form":
                self.inside = False

    reading = Reading()
    reading.feed(page.content.decode())
    sent: dict[str, list[str]] = {}
    for name, value in reading.sent:
        sent.setdefault(name, []).append(value or "")
    return sent


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


def test_a_pdf_is_sealed_served_to_its_team_alone_and_replaced_under_its_address(cast, dana, sign_in):
    own = services.copy_for_team(
        definition=the(cast, "home_screen", "street"), body={"buttons": []}, team=cast.van, by=cast.dana, at=now()
    )
    dana.post(
        page_of(own, "forms:new-button"),
        {"action": "open", "label_en": "Hand-off", "label_fr": "Relève", "file": access.a_pdf("Testname.pdf")},
    )
    kept = Document.objects.get()
    assert parts.buttons_of(services.body_to_edit(own)) == [
        {"action": "open", "label": {"en": "Hand-off", "fr": "Relève"}, "url": f"/documents/{kept.public_id}.pdf"}
    ]
    with kept.file.storage.open(kept.file.name, "rb") as raw:
        assert b"%PDF" not in raw.read()
    assert "Testname" not in kept.file.name

    former = kept.file.name
    dana.post(reverse("forms:document-file", args=[kept.public_id]), {"file": access.a_pdf()})

    assert b"".join(dana.get(f"/documents/{kept.public_id}.pdf")) == access.PDF
    assert sign_in(cast.noor).get(f"/documents/{kept.public_id}.pdf").status_code == 404
    give_role(cast.carl, Role.FIELD_WORKER, at=NOON, team=cast.van)
    assert sign_in(cast.carl).get(f"/documents/{kept.public_id}.pdf").status_code == 200
    assert Document.objects.get().file.name != former


def test_what_is_not_a_pdf_is_refused_and_nothing_typed_is_lost(cast, dana):
    screen = the(cast, "home_screen", "street")
    sent = {"action": "open", "label_en": "Hand-off", "label_fr": "Relève"}

    answer = dana.post(
        page_of(screen, "forms:new-button"), sent | {"file": access.SimpleUploadedFile("x.pdf", b"<html>")}
    )

    assert answer.status_code == 422
    assert "not a PDF" in answer.content.decode()
    assert 'value="Relève"' in answer.content.decode()
    assert not Document.objects.exists()


def test_a_choice_taken_away_is_told_and_old_records_still_read_it(cast, dana):
    listed = the(cast, "code_list", "items")
    first = parts.choices_of(services.body_to_edit(listed))[0]
    before = forms.get_form("items", viewer=cast.noor)
    page = dana.get(page_of(listed, "forms:choices"))
    assert page.status_code == 200
    sent = {
        "choices-count": 1,
        "choice-0-code": first["code"],
        "choice-0-en": first["label"]["en"],
        "choice-0-was": parts.seen(first),
        "choice-0-removed": "yes",
    }

    dana.post(page_of(listed, "forms:choices"), sent)
    told = dana.get(page_of(listed)).content.decode()
    publish(dana, listed)

    assert "is offered no more. Records that have it still show it." in told
    assert forms.get_form("items", viewer=cast.noor).form.find_field("items").choice(first["code"]) is None
    old = forms.get_form_of_version(before.version.pk, viewer=cast.noor).form
    assert old.find_field("items").choice(first["code"]).label.en == first["label"]["en"]


def test_a_list_of_forty_thousand_is_taken_in_searched_and_kept_once(cast, dana, sign_in):
    dana.post(reverse("forms:new-list"), {"title_en": "Streets", "title_fr": "Rues"})
    listed = the(cast, "code_list", "streets")
    table = "code,en,fr\n" + "\n".join(f"s{n},Example Street {n},Rue de l’Exemple {n}" for n in range(40_000))
    dana.post(page_of(listed, "forms:choices-file"), {"table": table, "_take": "yes"})
    assert publish(dana, listed).status_code == 302
    dana.post(reverse("forms:new-form"), {"title_en": "Doors", "title_fr": "Portes", "base_type": "outreach"})
    made = the(cast, "form", "doors")
    dana.post(page_of(made, "forms:add-field", "choice"), {"label_en": "Street", "label_fr": "Rue", "list": "streets"})
    assert publish(dana, made).status_code == 302

    noor = sign_in(cast.noor)
    page = noor.get("/log/doors").content.decode()
    one = forms.get_form("doors", viewer=cast.noor)
    found = noor.get(
        reverse("forms:find-choice", args=[one.version.public_id, "street"]) + "?words=street 39999"
    ).content.decode()
    without_script = noor.post("/log/doors", {"street.search": "street 777", "_find": "street"}).content.decode()
    saved = noor.post("/log/doors", {"street": "s39999"})

    assert len(page) < 30_000
    assert 'value="s39999"' in found
    assert 'value="s777"' in without_script
    assert saved.status_code == 302
    assert len(str(one.version.body)) < 1000


def test_a_choice_list_with_a_fault_is_refused_by_its_line(cast, dana):
    listed = the(cast, "code_list", "items")

    answer = dana.post(page_of(listed, "forms:choices-file"), {"table": "code,en\na,One\nb b,Two\n", "_take": "yes"})

    assert answer.status_code == 422
    assert "Line 3: “b b” cannot be a code." in answer.content.decode()


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
    many = form(*(field(f"q{number}", "text") for number in range(5000))) | {"code": "check-in"}
    publishing.save_draft(definition=made, body=many, by=cast.dana, at=now())

    answer = publish(dana, made)

    assert answer.status_code == 422
    assert "Too many fields: at most 2000 in a form." in answer.content.decode()
    assert "It has 5000 questions: a phone takes several seconds to open it." in answer.content.decode()


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


def test_another_organization_sees_nothing_of_it(cast, dana, sign_in):
    odile = sign_in(cast.odile)
    made = the(cast, "form", "check-in")

    assert odile.get(page_of(made)).status_code == 404
    assert "Check-in" not in odile.get(reverse("forms:shape")).content.decode()
    assert publish(odile, made).status_code == 404
