"""A part of a form that is asked several times, under a thumb, in both languages, and without any script."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


def words(english, french):
    return {"en": english, "fr": french}


WALK = {
    "language": 1,
    "code": "walk",
    "title": words("Evening walk", "Tournée du soir"),
    "base_type": "outreach",
    "origin": "found",
    "fields": [
        {
            "code": "met",
            "type": "repeat",
            "max": 3,
            "label": words("People met", "Personnes rencontrées"),
            "hint": words("One for each person; nobody’s name.", "Une fois par personne, sans nom."),
            "each": words("Person", "Personne"),
            "fields": [
                {
                    "code": "need",
                    "type": "text",
                    "required": True,
                    "label": words("What they needed", "Besoin exprimé"),
                },
                {"code": "socks", "type": "integer", "min": 0, "label": words("Socks given", "Bas remis")},
                {"code": "hurt", "type": "yes_no", "label": words("Hurt?", "Blessure?")},
                {
                    "code": "how",
                    "type": "note",
                    "show_if": {"field": "hurt"},
                    "label": words("How they were hurt", "Nature de la blessure"),
                },
            ],
        },
        {
            "code": "total",
            "type": "integer",
            "calculated": ["sum", {"field": "socks"}],
            "label": words("Socks in all", "Bas en tout"),
        },
    ],
}


def keep_picture(page, name):
    """A picture for whoever wants to look: only where TUQUE_PICTURES names a folder."""
    folder = os.environ.get("TUQUE_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("language", "size", "add", "label"),
    [("fr", PHONE, "Ajouter : Personne", "Besoin exprimé"), ("en", DESKTOP, "Add: Person", "What they needed")],
)
def test_people_are_added_one_by_one_and_the_record_shows_each(visit, publish, language, size, add, label):
    publish(WALK)
    page = visit("noor", language, size)
    page.goto("/log/walk")
    check_page(page)
    adding = page.get_by_role("button", name=add)

    adding.click()
    expect(page.get_by_label(label)).to_be_focused()
    page.keyboard.type("dry socks")
    page.fill("[name='met.0.socks']", "2")
    adding.click()
    page.fill("[name='met.1.need']", "a talk")
    page.locator("[aria-controls='field-met.1.socks'][data-more]").click()
    page.locator("[id='field-met.1.hurt']").check()
    expect(page.locator("[data-field='met.1.how']")).to_be_visible()
    expect(page.locator("[data-field='met.0.how']")).to_be_hidden()
    expect(page.locator("#field-total")).to_have_text("3")
    adding.click()
    expect(adding).to_be_hidden()
    page.locator("[data-row='2'] [data-remove]").click()
    expect(adding).to_be_visible()
    check_page(page)
    keep_picture(page, f"rows-{language}-{size[0]}")

    page.locator(".save-bar button").click()
    page.wait_for_url("**saved=*")
    page.goto("/records")
    page.get_by_role("link", name=WALK["title"][language]).first.click()
    expect(page.get_by_text("dry socks")).to_be_visible()
    check_page(page)
    keep_picture(page, f"rows-record-{language}-{size[0]}")


def test_a_row_is_added_without_any_script_and_what_is_missing_is_said(visit, publish):
    publish(WALK)
    page = visit("noor", "en", PHONE, java_script_enabled=False)
    page.goto("/log/walk")

    page.get_by_role("button", name="Add: Person").click()
    page.fill("[name='met.0.socks']", "2")
    page.locator(".save-bar button").click()

    expect(page.locator("#form-errors a")).to_have_attribute("href", "#field-met.0.need")
    assert page.input_value("[name='met.0.socks']") == "2"
    keep_picture(page, "rows-error-en-360")
