"""Code lists and the PDFs of buttons, as the portal takes them in."""

from conftest import NOON
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role
from tuque.core.clock import now
from tuque.forms import api as forms
from tuque.forms.models import Document
from tuque.forms.portal import parts, services
from tuque.forms.tests import access
from tuque.forms.tests.portal import page_of, publish, the


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
