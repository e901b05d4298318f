"""A board follows its stream: it says that it is live, moves by itself, and says so when the line is lost."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "size", "live", "lost"),
    [
        ("en", DESKTOP, "Live: data as of", "No connection: data as of"),
        ("fr", PHONE, "En direct : données de", "Connexion perdue : données de"),
    ],
)
def test_a_board_says_how_its_line_stands(visit, language, size, live, lost):
    page = visit("dana", language, size)
    page.goto("/board")

    expect(page.locator("#as-of")).to_contain_text(live)
    check_page(page)
    page.context.set_offline(True)
    expect(page.locator("#as-of")).to_contain_text(lost, timeout=10_000)
    page.context.set_offline(False)
    expect(page.locator("#as-of")).to_contain_text(live, timeout=10_000)
