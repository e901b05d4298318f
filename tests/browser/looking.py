"""What a journey asks of a page it is looking at."""

from pathlib import Path

from playwright.sync_api import Error, Page

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# Of what passed only the rules are kept: to describe its thousands of elements took most of a look.
LOOK = """axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations"],
    selectors: false,
    preload: {assets: ["media"]},
}).then((found) => found.violations.map((rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 160)}`))"""
PHONE, DESKTOP = (360, 740), (1440, 900)


def check_page(page: Page) -> None:
    """No rule of WCAG 2.2 A or AA broken as axe sees it, no sideways scrolling, no error in the console."""
    try:
        broken = broken_rules(page)
    except Error:  # the page was on its way to another: that one is looked at
        page.wait_for_load_state()
        broken = broken_rules(page)
    assert not broken, f"{page.url}: {broken}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), (
        f"{page.url} scrolls sideways"
    )
    assert not page.console_problems, f"{page.url}: {page.console_problems}"  # type: ignore[attr-defined]


def broken_rules(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())  # not as a script tag: the content security policy refuses those
    broken: list[str] = page.evaluate(LOOK)
    return broken
