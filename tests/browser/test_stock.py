"""The stock on a phone and on a desk: something comes in, a record gives some, someone counts, someone takes it back."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser

WORDS = {
    "en": {"socks": "Socks", "came": "Save what came in", "count": "Save the count", "undo": "Undo", "give": "Socks"},
    "fr": {
        "socks": "Chaussettes",
        "came": "Enregistrer l’entrée",
        "count": "Enregistrer le compte",
        "undo": "Annuler",
        "give": "Chaussettes",
    },
}


def press(page: Page, what) -> None:
    what.click()
    page.wait_for_load_state()


def go_on(page: Page, what) -> None:
    """To the page that it leads to: what it does is done by then."""
    with page.expect_navigation():
        what.click()


def left(page: Page, item: str) -> int:
    page.goto("/stock")
    card = page.locator(".stock-items .card", has=page.get_by_role("link", name=item, exact=True))
    return int(re.sub(r"\D", "", card.locator(".stock-total").inner_text().split()[0]))


def becomes(page: Page, item: str, wanted: int) -> None:
    """A record never waits for the stock: the ledger follows within a moment."""
    deadline = time.monotonic() + 15
    while left(page, item) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert left(page, item) == wanted


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_comes_in_is_given_by_a_record_and_counted(visit, language):
    words = WORDS[language]
    page = visit("noor", language, PHONE)
    before = left(page, words["socks"])
    check_page(page)

    page.goto("/stock/receive")
    check_page(page)
    page.get_by_label(words["socks"], exact=True).fill("12")
    press(page, page.get_by_role("button", name=words["came"]))
    check_page(page)
    assert left(page, words["socks"]) == before + 12

    page.goto("/log/items")
    page.get_by_label(words["give"], exact=False).first.fill("3")
    press(page, page.locator("button.save"))
    expect(page.locator(".saved")).to_be_visible()
    becomes(page, words["socks"], before + 9)
    press(page, page.get_by_role("link", name=words["socks"], exact=True))
    expect(page.locator("tbody tr").first).to_contain_text("−3")
    check_page(page)

    page.goto("/log")
    page.goto("/records?worker=me")
    press(page, page.locator("a.record").first)
    press(page, page.locator("a.button.danger"))
    page.locator("[name=reason]").fill("Mistake")
    press(page, page.locator("main button.danger, main form button").first)
    becomes(page, words["socks"], before + 12)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_count_is_put_right_and_taken_back(visit, language):
    words = WORDS[language]
    page = visit("bea", language, PHONE)
    before = left(page, words["socks"])
    page.goto("/stock/count")
    check_page(page)

    page.get_by_label(words["socks"], exact=True).fill("0")
    press(page, page.get_by_role("button", name=words["count"]))
    counted = page.url
    assert left(page, words["socks"]) < before
    check_page(page)
    page.goto(counted)
    press(page, page.get_by_role("button", name=words["undo"]))

    expect(page.locator(".notice.warning")).to_be_visible()
    check_page(page)
    assert left(page, words["socks"]) == before


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(visit):
    page = visit("noor", "en", PHONE)
    page.goto("/stock/receive")
    page.get_by_label("Naloxone kit", exact=True).fill("5")
    press(page, page.get_by_role("button", name="Save what came in"))

    expect(page.locator(".error")).to_contain_text("Write the date on the package")
    expect(page.get_by_label("Naloxone kit", exact=True)).to_have_value("5")
    page.console_problems.clear()  # the browser itself tells of the refusal
    check_page(page)
    page.goto("/stock/move")
    page.locator("#to").select_option(index=1)
    page.get_by_label("Socks", exact=False).first.fill("9999")
    press(page, page.get_by_role("button", name="Move them"))
    expect(page.locator(".notice.danger")).to_contain_text("the ledger has only")
    page.console_problems.clear()
    check_page(page)


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)])
def test_a_director_follows_a_new_item_and_reads_the_report(visit, language, size):
    page = visit("dana", language, size)
    page.goto("/stock/set-up")
    check_page(page)
    page.locator("#new-item select[name=code]").select_option("bus_ticket" if language == "en" else "food")
    press(page, page.locator("#new-item button"))
    check_page(page)
    page.locator(".stock-number").first.fill("5")
    press(page, page.locator("main form.card button"))
    page.goto("/stock")
    expect(page.locator(".stock-alarms")).to_contain_text("Bus ticket" if language == "en" else "Nourriture")
    page.goto("/reports/stock?period=28")
    expect(page.locator(".chart svg, .chart canvas").first).to_be_visible()
    check_page(page)
    for address in ("/stock/throw-away", "/board", "/stock/set-up"):
        page.goto(address)
        check_page(page)


def test_a_category_of_ones_own_feeds_the_ledger_as_the_guide_says(visit):
    """docs/how-to/shape-the-phones.md, “A category for clothing donations”, step by step; then its ledger."""
    dana, noor = visit("dana", "en", DESKTOP), visit("noor", "en", PHONE)
    before = left(noor, "Socks")

    dana.goto("/shape")
    go_on(dana, dana.get_by_role("link", name="New category and form"))
    dana.fill("#id_title_en", "Clothing for the ledger")
    dana.fill("#id_title_fr", "Vêtements pour le registre")
    dana.select_option("#base_type", label="Items given")
    go_on(dana, dana.get_by_role("button", name="Begin", exact=True))
    go_on(dana, dana.get_by_role("link", name="Add a question").first)
    go_on(dana, dana.locator("main ul.people a", has_text="Items given or received"))
    dana.fill("#id_label_en", "What was given")
    dana.fill("#id_label_fr", "Ce qui a été remis")
    dana.select_option("#list", label="The code list “Items given”")
    dana.select_option("#required", label="Yes, whenever it is shown")
    dana.get_by_text("What reports learn from it").click()
    dana.select_option("[name=fills]", label="Items given")
    go_on(dana, dana.get_by_role("button", name="Save in the draft").first)
    go_on(dana, dana.get_by_role("button", name="Publish to the phones").first)
    dana.select_option("#screen", label="Street team")
    go_on(dana, dana.get_by_role("button", name="Put a button there"))
    go_on(dana, dana.get_by_role("button", name="Publish to the phones").first)

    noor.goto("/log")
    press(noor, noor.get_by_role("link", name="Clothing for the ledger"))
    noor.get_by_label("Socks", exact=False).first.fill("2")
    press(noor, noor.locator("button.save"))
    expect(noor.locator(".saved")).to_be_visible()
    becomes(noor, "Socks", before - 2)
    dana.goto("/shape?q=ledger")
    expect(dana.get_by_role("link", name="Clothing for the ledger")).to_have_count(1)
    check_page(dana)


GUIDE = {
    "en": {
        "set_up": "Set up the stock",
        "name": ("Clothing room", "Local des vêtements"),
        "store": "Clothing room",
        "kind": "A room or a cupboard",
        "add": "Add this store",
        "item": "Hot drink",
        "unit": "one by one",
        "follow": "Follow this item",
        "save": "Save",
        "count": "Count",
        "save_count": "Save the count",
    },
    "fr": {
        "set_up": "Organiser le stock",
        "name": ("Bag of clothes", "Sac de vêtements"),
        "store": "Sac de vêtements",
        "kind": "Un sac de patrouille",
        "add": "Ajouter cette réserve",
        "item": "Matériel de réduction des méfaits",
        "unit": "trousse",
        "follow": "Suivre cet article",
        "save": "Enregistrer",
        "count": "Compter",
        "save_count": "Enregistrer le compte",
    },
}


@pytest.mark.parametrize(("who", "language", "size"), [("dana", "en", DESKTOP), ("bea", "fr", PHONE)], ids=["en", "fr"])
def test_the_stock_is_set_up_as_the_guide_says(visit, who, language, size):
    """docs/how-to/clothing-donations.md, “Set it up”, step by step: by a director, and by a lead for their team."""
    said, page = GUIDE[language], visit(who, language, size)

    page.goto("/stock")
    press(page, page.get_by_role("link", name=said["set_up"], exact=True))
    new_store = page.locator("#new-store")
    for part, words in zip(("en", "fr"), said["name"], strict=True):
        new_store.locator(f"[name=name_{part}]").fill(words)
    new_store.locator("[name=kind]").select_option(label=said["kind"])
    press(page, new_store.get_by_role("button", name=said["add"], exact=True))
    expect(page.get_by_role("link", name=said["store"], exact=True)).to_be_visible()
    check_page(page)

    new_item = page.locator("#new-item")
    new_item.locator("[name=code]").select_option(label=said["item"])
    new_item.locator("[name=unit]").select_option(label=said["unit"])
    press(page, new_item.get_by_role("button", name=said["follow"], exact=True))
    expect(page.locator("h1")).to_have_text(said["item"])  # the item's page, as step 4 has it
    page.get_by_label(said["store"], exact=True).fill("5")
    press(page, page.get_by_role("button", name=said["save"], exact=True))
    expect(page.locator("main")).to_contain_text(said["store"])
    check_page(page)

    page.goto("/stock")
    press(page, page.get_by_role("link", name=said["count"], exact=True))
    press(page, page.get_by_role("link", name=said["store"], exact=True))
    page.get_by_label(said["item"], exact=True).fill("4")
    press(page, page.get_by_role("button", name=said["save_count"], exact=True))
    check_page(page)
    assert left(page, said["item"]) == 4
    card = page.locator(".stock-items .card", has=page.get_by_role("link", name=said["item"], exact=True))
    expect(card).to_contain_text(f"{said['store']} 4")
    expect(card.locator(".badge")).to_be_visible()
    expect(page.locator(".stock-alarms")).to_contain_text(said["item"])
    check_page(page)
    press(page, page.get_by_role("link", name=said["item"], exact=True).first)
    expect(page.locator("tbody tr")).to_have_count(1)
    check_page(page)
