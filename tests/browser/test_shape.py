"""A director shapes the phones: from an idea to a button under a thumb, in both languages, with and without scripts."""

import time

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser
GOAL_SECONDS = 120
WORDS = {
    "en": {
        "new": "New category and form",
        "begin": "Begin",
        "add": "Add a question",
        "kind": "Items given or received",
        "number": "Counter",
        "save": "Save in the draft",
        "publish": "Publish to the phones",
        "put": "Put a button there",
        "screen": "Street team",
        "reports": "Items given",
        "title": "Clothing donation",
        "needed": "Yes, whenever it is shown",
        "button": "Add a button",
        "open": "Opens a page or a PDF",
        "pdf": "Hand-off of this shift",
        "mine": "Go on with mine",
    },
    "fr": {
        "new": "Nouvelle catégorie et son formulaire",
        "begin": "Commencer",
        "add": "Ajouter une question",
        "kind": "Articles remis ou reçus",
        "number": "Compteur",
        "save": "Enregistrer dans le brouillon",
        "publish": "Publier sur les téléphones",
        "put": "Y mettre un bouton",
        "screen": "Équipe de rue",
        "reports": "Articles remis",
        "title": "Don de vêtements",
        "needed": "Oui, chaque fois qu’elle s’affiche",
        "button": "Ajouter un bouton",
        "open": "Ouvre une page ou un PDF",
        "pdf": "Relève du quart",
        "mine": "Continuer avec la mienne",
    },
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
# A bar that stays in sight covers whatever lies under it at that moment: one scrolls, axe does not.
UNCOVER = "document.querySelectorAll('.top, .top nav, .save-row').forEach((bar) => { bar.style.display = 'none' })"


def check(page):
    page.evaluate(UNCOVER)
    check_page(page)


def press(page, name, *, role="button"):
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=True).first.click()


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)], ids=["en", "fr"])
def test_from_an_idea_to_a_button_on_the_phones_in_under_two_minutes(visit, language, size):
    said = WORDS[language]
    dana, noor = visit("dana", language, size), visit("noor", language, PHONE)
    dana.goto("/shape")
    check(dana)

    began = time.monotonic()
    press(dana, said["new"], role="link")
    dana.fill("#id_title_en", f"Clothing donation {language}")
    dana.fill("#id_title_fr", f"Don de vêtements {language}")
    dana.select_option("#base_type", label=said["reports"])
    press(dana, said["begin"])
    press(dana, said["add"], role="link")
    with dana.expect_navigation():
        dana.locator("main ul.people a", has_text=said["kind"]).click()
    dana.fill("#id_label_en", "What was given")
    dana.fill("#id_label_fr", "Ce qui a été remis")
    dana.select_option("#list", "items")
    dana.select_option("#required", label=said["needed"])
    press(dana, said["save"])
    press(dana, said["publish"])
    dana.select_option("#screen", label=said["screen"])
    press(dana, said["put"])
    press(dana, said["publish"])
    noor.goto("/log")
    noor.get_by_role("link", name=f"{said['title']} {language}").click()
    noor.wait_for_url("**/log/clothing-donation-**")
    seconds = time.monotonic() - began

    expect(
        noor.get_by_role("group", name="What was given" if language == "en" else "Ce qui a été remis")
    ).to_be_visible()
    print(f"\nfrom idea to phone, {language}: {seconds:.1f} s of machine and page time")
    assert seconds < GOAL_SECONDS
    check(dana)


@pytest.mark.parametrize(("language", "size"), [("en", PHONE), ("fr", DESKTOP)], ids=["en", "fr"])
def test_every_page_of_the_portal_reads_well(visit, language, size):
    page = visit("dana", language, size)
    page.goto("/shape")
    addresses = page.eval_on_selector_all("main ul.people a", "links => links.map((link) => link.href)")
    for address in addresses[:1] + addresses[3:5] + addresses[-1:]:
        page.goto(address)
        check(page)
        inner = page.eval_on_selector_all("ol.parts a", "links => links.map((link) => link.href)")
        for one in [*inner[:2], *inner[-2:], f"{address}/name", f"{address}/preview"]:
            page.goto(one)
            for summary in page.locator("form > details > summary").all():
                summary.click()
            check(page)
    for address in ("/shape/new/form", "/shape/new/list", "/shape/new/screen", "/shape/new/file", "/shape/documents"):
        page.goto(address)
        check(page)


def a_screen_of_their_own(page):
    """Bea's team gets its own screen, so that no other journey finds it changed."""
    page.goto("/shape/new/screen")
    page.locator("main form button").click()
    page.wait_for_url("**/shape/*")
    return page.url.split("#")[0]


def titles(page):
    return page.locator("ol.parts > li .grow > a").all_inner_texts()


def test_buttons_are_ordered_by_keyboard_by_dragging_and_without_scripts(visit):
    bea = visit("bea", "en", DESKTOP)
    address = a_screen_of_their_own(bea)
    before = titles(bea)

    bea.get_by_role("button", name=f"Move “{before[0]}” down", exact=True).focus()
    bea.keyboard.press("Enter")
    expect(bea.locator("ol.parts > li .grow > a").first).to_have_text(before[1])
    assert bea.url.startswith(address)  # the page itself stayed, and so did the focus
    expect(bea.get_by_role("button", name=f"Move “{before[0]}” down", exact=True)).to_be_focused()

    grip = bea.locator("[data-grip]").first.bounding_box()
    target = bea.locator("ol.parts > li").nth(3).bounding_box()
    bea.mouse.move(grip["x"] + 5, grip["y"] + 5)
    bea.mouse.down()
    bea.mouse.move(target["x"] + 20, target["y"] + target["height"] - 4, steps=8)
    bea.mouse.up()
    expect(bea.locator("ol.parts > li .grow > a").nth(3)).to_have_text(before[1])
    expect(bea.locator("ol.parts > li .grow > a").first).to_have_text(before[0])
    check(bea)

    plain = visit(None, "en", PHONE, java_script_enabled=False, storage_state=bea.context.storage_state())
    plain.goto(address)
    plain.get_by_role("button", name=f"Move “{before[1]}” up", exact=True).click()
    expect(plain.locator("ol.parts > li .grow > a").nth(2)).to_have_text(before[1])


def test_a_button_that_opens_the_hand_off_pdf(visit):
    bea = visit("bea", "fr", PHONE)
    a_screen_of_their_own(bea)
    said = WORDS["fr"]
    press(bea, said["button"], role="link")
    with bea.expect_navigation():
        bea.locator("main ul.people a", has_text=said["open"]).click()
    bea.fill("#id_label_en", "Shift hand-off")
    bea.fill("#id_label_fr", said["pdf"])
    bea.set_input_files("#file", {"name": "releve.pdf", "mimeType": "application/pdf", "buffer": PDF})
    press(bea, said["save"])
    press(bea, said["publish"])

    bea.goto("/log")
    address = bea.get_by_role("link", name=said["pdf"]).get_attribute("href")
    answer = bea.request.get(address)
    assert (answer.status, answer.headers["content-type"], answer.body()) == (200, "application/pdf", PDF)


def test_a_condition_is_picked_and_tried_on_the_phone_beside(visit):
    page = visit("dana", "en", DESKTOP)
    page.goto("/shape/new/form")
    page.fill("#id_title_en", "Picked conditions")
    page.fill("#id_title_fr", "Conditions choisies")
    page.select_option("#base_type", "outreach")
    press(page, "Begin")
    address = page.url
    page.goto(f"{address}/questions/new/choice")
    page.fill("#id_label_en", "Which?")
    page.fill("#id_label_fr", "Lequel?")
    for number, (en, fr) in enumerate((("Gloves", "Gants"), ("Boots", "Bottes"))):
        page.fill(f"#choice-{number}-en", en)
        page.fill(f"#choice-{number}-fr", fr)
    expect(page.locator("#phone")).to_contain_text("Gloves")  # as one types
    press(page, "Save in the draft")
    page.goto(f"{address}/questions/new/integer")
    page.fill("#id_label_en", "What size?")
    page.fill("#id_label_fr", "Quelle pointure?")
    page.select_option("#show_if-0-field", label="Which?")
    expect(page.locator("#show_if-0-comparison option[value=more]")).to_be_disabled()
    page.select_option("#show_if-0-value", label="Boots")
    press(page, "Save in the draft")
    expect(page.locator("#part-what_size")).to_contain_text("Shown when: “Which?” is “Boots”")

    phone = page.locator("#phone")
    expect(phone.get_by_text("What size?")).to_be_hidden()
    phone.get_by_text("Boots").click()
    expect(phone.get_by_text("What size?")).to_be_visible()
    check(page)


def test_two_at_once_choose_and_both_are_kept(visit):
    dana, tom = visit("dana", "en", DESKTOP), visit("tom", "fr", PHONE)
    dana.goto("/shape/new/form")
    dana.fill("#id_title_en", "Two at once")
    dana.fill("#id_title_fr", "À deux")
    dana.select_option("#base_type", "outreach")
    press(dana, "Begin")
    for page in (dana, tom):
        page.goto(f"{dana.url.split('/name')[0]}/name")
    address = dana.url
    dana.fill("#id_title_en", "Hers")
    press(dana, "Save in the draft")
    tom.fill("#id_title_en", "His")
    with tom.expect_navigation():
        tom.get_by_role("button", name=WORDS["fr"]["save"]).click()

    expect(tom.locator("main")).to_contain_text("Hers / À deux")
    expect(tom.locator("main")).to_contain_text("His / À deux")
    tom.console_problems.clear()  # the browser notes that the answer was 409
    check(tom)
    press(tom, WORDS["fr"]["mine"])
    dana.goto(address.replace("/name", ""))
    expect(dana.locator("h1")).to_have_text("His")
    expect(dana.locator("main")).to_contain_text("Set aside")
    check(dana)


TEXTS = {
    "en": {
        "all": "All texts, English and French",
        "all_save": "Save all",
        "two": "2 texts missing",
        "one": "1 text missing",
        "none": "Nothing is missing",
        "refused": "Not published yet",
        "publish": "Publish to the phones",
        "done": "Version 2 published",
    },
    "fr": {
        "all": "Tous les textes, en français et en anglais",
        "all_save": "Tout enregistrer",
        "two": "Il manque 2 textes",
        "one": "Il manque 1 texte",
        "none": "Rien ne manque",
        "refused": "Pas encore publié",
        "publish": "Publier sur les téléphones",
        "done": "Version 2 publiée",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)], ids=["en", "fr"])
def test_missing_french_is_found_filled_and_published_from_one_page(visit, publish, language, size):
    said, code = TEXTS[language], f"side-by-side-{language}"
    name = {"en": f"Side by side {language}", "fr": f"Côte à côte {language}"}
    fields = [
        {"code": "size", "type": "integer", "label": {"en": "What size?", "fr": "Quelle pointure?"}},
        {"code": "colour", "type": "text", "label": {"en": "What colour?", "fr": "Quelle couleur?"}},
    ]
    publish({"language": 1, "code": code, "title": name, "base_type": "outreach", "fields": fields})
    dana, noor = visit("dana", language, size), visit("noor", "fr", PHONE)
    dana.goto("/shape")
    with dana.expect_navigation():
        dana.get_by_role("link", name=name[language]).click()
    bench = dana.url.split("#")[0]
    press(dana, said["all"], role="link")
    for part in ("size", "colour"):
        dana.locator(f"[name='text.{part}.label_fr']").fill("")
    press(dana, said["all_save"])
    expect(dana.locator("main .badge.warning").first).to_have_text(said["two"])
    check(dana)

    dana.goto(bench)
    press(dana, said["publish"])
    expect(dana.get_by_role("alert")).to_contain_text(said["refused"])
    dana.console_problems.clear()  # the browser itself tells of the refusal
    press(dana, said["all"], role="link")
    missing = dana.locator("main ul.mend a")
    expect(missing).to_have_text(["What size?", "What colour?"])
    missing.first.click()
    expect(dana.locator("[name='text.size.label_fr']")).to_be_focused()
    dana.keyboard.type("Quelle taille?")
    press(dana, said["all_save"])
    expect(dana.locator("main .badge.warning").first).to_have_text(said["one"])
    expect(missing).to_have_text(["What colour?"])
    dana.locator("[name='text.colour.label_fr']").fill("De quelle couleur?")
    press(dana, said["all_save"])
    expect(dana.locator("main")).to_contain_text(said["none"])
    expect(missing).to_have_count(0)
    dana.goto(bench)
    press(dana, said["publish"])
    expect(dana.locator("main")).to_contain_text(said["done"])
    check(dana)

    noor.goto(f"/log/{code}")
    expect(noor.get_by_label("Quelle taille?")).to_be_visible()
    expect(noor.get_by_label("De quelle couleur?")).to_be_visible()
