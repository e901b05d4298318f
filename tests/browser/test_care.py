"""Care around a contact: risk is imminent, a supervisor comes, two decide, help is confirmed, a follow-up is agreed and made, and the
person answers what it was like."""

import pytest
from playwright.sync_api import Page, expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


def fill(page: Page, kind: str, values: dict[str, str]) -> None:
    """Open the act's form where it is closed, write, and send it."""
    act = page.locator(f"details:has(form[action$='/{kind}'])")
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    for name, text in values.items():
        field = act.locator(f"[name={name}]").first
        if field.get_attribute("type") == "radio":
            act.locator(f"[name={name}][value={text}]").check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(text) if text else field.select_option(index=0)
        else:
            field.fill(text)
    with page.expect_response(lambda answer: answer.url.endswith(f"/{kind}") and answer.request.method == "POST"):
        act.locator("form button").click()
    page.reload()  # the part that comes back takes the place of the form: what is asked of it next must not be the former one


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)])
def test_from_imminent_risk_to_a_follow_up(visit, language, size):
    amina, bea = visit("amina", language, size), visit("bea", language, size)
    number = f"204-555-01{len(language) + size[0] % 70:02}"
    bea.goto("/line/rescues/services")
    for name, text in {
        "name_en": "Example",
        "name_fr": "Exemple",
        "area": f"Journey {language}",
        "number": number,
    }.items():
        bea.fill(f"[name={name}]", text)
    bea.locator("form[action$='/services'] button").click()
    check_page(bea)

    amina.goto("/line/rescues")
    amina.locator("form[action$='/drill'] button").last.click()
    rescue = amina.url
    expect(amina.locator("[data-ticks]")).to_be_visible()
    check_page(amina)

    bea.goto("/line/rescues")
    expect(bea.locator(".alarming").first).to_be_visible()
    check_page(bea)
    bea.goto(rescue)
    fill(bea, "acknowledged", {})
    expect(amina.locator("#rescue-progress .notice a")).to_be_visible(timeout=30_000)  # it came by itself
    amina.goto(rescue)
    fill(amina, "engaged", {"outcome": "refused"})
    fill(amina, "proposed", {"decision": "without_consent", "note": "Example"})
    bea.goto(rescue)
    fill(bea, "decided", {})
    amina.goto(rescue)
    fill(
        amina,
        "located",
        {"certainty": "partial", "source": "person", "area": f"Journey {language}", "place": "Example"},
    )
    expect(amina.locator("form[action$='/called'] option").first).to_contain_text(number)
    check_page(amina)
    fill(amina, "called", {"service": "", "reference": "EX-55"})
    fill(amina, "ended", {"found": "arrived"})
    fill(amina, "confirmed", {"how": "emergency_service"})
    bea.goto(rescue)
    fill(bea, "debriefed", {"after": "rests"})
    fill(bea, "offered", {"answer": "accepted"})
    fill(bea, "closed", {})
    expect(bea.locator(".notice.success")).to_be_visible()
    expect(bea.locator("#rescue-progress")).to_contain_text("EX-55")
    check_page(bea)
