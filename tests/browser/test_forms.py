"""Forms under a thumb, and without any script."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page
from tuque.forms.starter import bodies

pytestmark = pytest.mark.browser
CODES = [body["code"] for kind, body in bodies() if kind == "form"]

# A bar that stays in sight covers whatever lies under it at that moment: one scrolls, axe does not.
UNCOVER = "document.querySelectorAll('.top, .top nav, .save-bar').forEach((bar) => { bar.style.display = 'none' })"


@pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", DESKTOP)])
def test_every_starter_form_reads_well(visit, language, size):
    page = visit("noor", language, size)

    for code in CODES:
        page.goto(f"/log/{code}")
        for summary in page.locator("details.group > summary").all():
            summary.click()
        page.evaluate(UNCOVER)
        check_page(page)


def test_questions_appear_as_they_matter_and_counters_count(visit):
    page = visit("noor", "en", PHONE)
    page.goto("/log/medical")
    why = page.locator("[data-field=emergency_reason]")
    expect(why).to_be_hidden()

    page.check("input[name=emergency_services][value=ambulance]")
    expect(why).to_be_visible()
    page.locator("[aria-controls=field-people-adult][data-more]").click(click_count=2, delay=30)

    assert page.locator("#field-people-adult").input_value() == "2"
    page.uncheck("input[name=emergency_services][value=ambulance]")
    expect(why).to_be_hidden()


def test_a_person_is_found_as_their_name_is_typed_and_it_never_stands_in_an_address(visit):
    page = visit("carl", "en", PHONE)
    page.goto("/people/add")
    page.fill("#name", "Wanda Find-Example")
    page.check("input[name=means][value=spoken]")
    page.check("#agreed")
    page.locator("main form button.full").click()
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/log/desk-call")
    page.locator("[name='person.search']").press_sequentially("wanda")
    choice = page.get_by_role("radio", name="Wanda Find-Example")
    expect(choice).to_be_visible()
    choice.check()

    assert not [address for address in asked if "wanda" in address.lower()]
    check_page(page)


def test_leaving_with_words_that_are_not_saved_asks_first(visit):
    page = visit("noor", "en", PHONE)
    page.goto("/log/items")
    page.locator("[aria-controls=field-items-water][data-more]").click()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.goto("/people")

    assert asked == ["beforeunload"]


def test_without_scripts_every_question_is_there_and_nothing_typed_is_lost(visit):
    signed_in = visit("noor", "fr", PHONE)
    state = signed_in.context.storage_state()
    page = visit(None, "fr", PHONE, java_script_enabled=False, storage_state=state)

    page.goto("/log/medical")
    expect(page.locator("[data-field=emergency_reason]")).to_be_visible()
    page.check("input[name=emergency_services][value=police]")
    page.locator("details.group > summary").click()
    page.fill("[name=note]", "Une écharpe bleue")
    page.locator(".log-form button.save, .log-form button[type=submit]").first.click()

    expect(page.locator("#form-errors")).to_contain_text("3 réponses")
    expect(page.locator("[name=note]")).to_have_value("Une écharpe bleue")
    expect(page.locator("input[name=emergency_services][value=police]")).to_be_checked()
