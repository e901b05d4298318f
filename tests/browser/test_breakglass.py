"""Someone is in danger: what a role does not reach is opened for an hour, told, and reviewed by someone else."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)])
def test_a_record_is_opened_in_an_emergency_told_and_reviewed(visit, language, size):
    noor = visit("noor", language, PHONE)
    noor.goto("/records?worker=me")
    noor.locator("a.record").first.click()
    code = noor.url.rpartition("/")[2]

    amina = visit("amina", language, size)
    amina.goto(f"/records/{code}")
    amina.locator("a[href*='/emergency']").click()
    amina.wait_for_url("**/emergency?code=*")
    amina.console_problems.clear()  # the refusal itself: 403
    check_page(amina)
    amina.locator("input[name=reason][value=danger]").check()
    amina.locator("main form button.danger").click()
    expect(amina.locator("#words-error")).to_be_visible()
    amina.console_problems.clear()  # 422
    check_page(amina)
    amina.fill("textarea[name=words]", "Nobody answers the phone, and it is thirty below")
    amina.locator("main form button.danger").click()
    amina.wait_for_url("**/opened/**")
    expect(amina.locator("#emergency-bell .notice")).to_be_visible()
    check_page(amina)
    amina.goto("/me")
    expect(amina.locator("#emergency-bell .notice")).to_be_visible()
    check_page(amina)

    noor.goto("/emergency/told")
    noor.locator("a[href$='/home']").first.click()
    noor.wait_for_url(f"**/records/{code}")
    check_page(noor)

    paz = visit("paz", language, size)
    paz.goto("/audit")
    expect(paz.locator("#emergency-bell a")).to_be_visible()
    paz.locator("#emergency-bell a").click()
    check_page(paz)
    paz.goto("/emergency/reviews")
    check_page(paz)
    paz.locator(".lines a").first.click()
    expect(paz.locator("main")).to_contain_text("thirty below")
    check_page(paz)
    paz.locator("input[name=judgement][value=not_justified]").check()
    paz.fill("textarea[name=words]", "The shelter had found them an hour before")
    paz.locator("form:has(textarea) button").click()
    paz.wait_for_url("**/emergency/reviews")
    check_page(paz)

    amina.goto("/me")
    expect(amina.locator("#emergency-bell .notice.danger")).to_have_count(0)
