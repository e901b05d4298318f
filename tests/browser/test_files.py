"""A signature under a finger and a spoken note, sent with the form and found on the record; and a form of 5,000 questions."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


def words(english, french):
    return {"en": english, "fr": french}


AGREEMENT = {
    "language": 1,
    "code": "agreement",
    "title": words("Agreement", "Accord"),
    "base_type": "other",
    "origin": "found",
    "fields": [
        {"code": "signed", "type": "signature", "required": True, "label": words("Signature", "Signature")},
        {"code": "told", "type": "audio", "label": words("Voice note", "Note vocale")},
        {
            "code": "why",
            "type": "text",
            "label": words("Why no note", "Pourquoi sans note"),
            "show_if": ["empty", {"field": "told"}],
        },
    ],
}


@pytest.fixture(scope="module")
def agreement(publish):
    publish(AGREEMENT)


def draw(page):
    page.locator("[data-pad] canvas").scroll_into_view_if_needed()
    box = page.locator("[data-pad] canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 100)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + step * 25, box["y"] + (40 if step % 2 else 110), steps=3)
    page.mouse.up()


@pytest.mark.parametrize(("language", "size"), [("en", PHONE), ("fr", DESKTOP)])
def test_a_signature_and_a_voice_are_sent_and_found_on_the_record(visit, agreement, language, size):
    page = visit("noor", language, size, permissions=["microphone"])
    page.goto("/log/agreement")
    expect(page.locator("[data-field=why]")).to_be_visible()
    draw(page)
    expect(page.locator("[data-drawn]")).not_to_be_empty()
    page.click("[data-clear]")
    expect(page.locator("[data-drawn]")).to_be_empty()
    draw(page)
    page.click("[data-record]")
    expect(page.locator("[data-lasts]")).not_to_be_empty()
    page.click("[data-halt]")
    expect(page.locator("[data-listen]")).to_be_visible()
    expect(page.locator("[data-field=why]")).to_be_hidden()
    check_page(page)

    page.click("button.save")
    page.wait_for_url("**saved=**")
    record = page.url.partition("saved=")[2]
    page.goto(f"/records/{record}")

    picture = page.locator("figure.signature img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 200
    playing = "(one) => { one.muted = true; return one.play().then(() => one.duration); }"
    assert page.locator("figure.recording audio").evaluate(playing) > 0
    check_page(page)


def test_without_scripts_a_typed_name_signs(visit, agreement):
    signed_in = visit("noor", "en", PHONE)
    state = signed_in.context.storage_state()
    page = visit(None, "en", PHONE, java_script_enabled=False, storage_state=state)
    page.goto("/log/agreement")
    expect(page.locator("[data-pad]")).to_be_hidden()

    page.fill("[name='signed.name']", "Invented Person")
    page.click("button.save")

    page.wait_for_url("**saved=**")
    page.goto(f"/records/{page.url.partition('saved=')[2]}")
    expect(page.locator("dl.facts")).to_contain_text("Invented Person")


CENSUS = {
    "language": 1,
    "code": "census",
    "title": words("Census", "Recensement"),
    "base_type": "other",
    "origin": "found",
    "fields": [
        {
            "code": f"q{number}",
            "type": "text",
            "label": words(f"Question {number}", f"Question {number}"),
            **({"show_if": ["=", {"field": "q0"}, "yes"]} if number in {55, 4999} else {}),
        }
        for number in range(5000)
    ],
}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_form_of_five_thousand_questions_opens_and_is_filled(visit, publish, scripts):
    publish(CENSUS)
    signed_in = visit("noor", "fr", PHONE)
    state = signed_in.context.storage_state()
    page = visit(None, "fr", PHONE, java_script_enabled=scripts, storage_state=state)

    page.goto("/log/census")
    page.fill("[name=q0]", "yes")
    if scripts:
        check_page(page)
    page.click("button[value=next]")
    page.fill("[name=q55]", "deuxième partie")
    page.locator(".part-foot summary").click()
    page.locator(".parts button").last.click()
    page.fill("[name=q4999]", "la dernière")
    page.click("button[value=back]")
    page.locator(".part-foot summary").click()
    page.locator(".parts button").first.click()
    expect(page.locator("[name=q0]")).to_have_value("yes")
    page.click("button.save")

    page.wait_for_url("**saved=**")
    page.goto(f"/records/{page.url.partition('saved=')[2]}")
    expect(page.locator("dl.facts")).to_contain_text("deuxième partie")
    expect(page.locator("dl.facts")).to_contain_text("la dernière")
