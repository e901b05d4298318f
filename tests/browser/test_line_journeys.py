"""One person's evening from end to end, by chat in French, by text and by voice in English: someone waits, is answered, the risk
is confirmed high, a supervisor is paged and joins, a safety plan is written and sent, a follow-up agreed and made, the survey
answered; the line's log and the audit explain each step."""

import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import environment_of
from browser.looking import DESKTOP, PHONE, check_page

SMALL = (320, 640)
SOON = 15_000
PLAN = {
    "fr": ("Je marche quand la nuit vient.", "Mon plan de sécurité"),
    "en": ("I walk when night comes.", "My safety plan"),
}
OF_THE_CONTACT = (
    "channels.started",
    "channels.joined",
    "contact_centre.risk_confirmed",
    "contact_centre.joined",
    "channels.held",
    "contact_centre.plan_written",
    "channels.ended",
)
AROUND_IT = (
    "contact_centre.rescue_begun",
    "contact_centre.rescue_step",
    "contact_centre.follow_up_agreed",
    "contact_centre.follow_up_tried",
    "contact_centre.survey_answered",
)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def line(site: str, site_folder: Path) -> str:
    """The code of a line in an organization of its own, on the site that is served."""
    subprocess.run(
        [sys.executable, str(Path(__file__).with_name("line_world.py"))], env=environment_of(site_folder), check=True
    )
    return "hearth"


class Journey:
    """One contact, from both sides: the responder's console and the supervisor's."""

    def __init__(self, visit, responder: str, language: str, size: tuple[int, int] = DESKTOP) -> None:
        self.visit, self.language = visit, language
        self.responder = visit(responder, language, size)

    @cached_property
    def supervisor(self) -> Page:
        page: Page = self.visit("sam", self.language, DESKTOP)
        return page

    def begin_shift(self, *languages: str) -> None:
        page = self.responder
        page.goto("/line/console")
        for code in ("en", "fr"):
            page.locator(f"input[name=languages][value={code}]").set_checked(code in languages)
        page.locator("form[action$='/begin'] button").click()
        expect(page.locator(".console-state.free")).to_be_visible()

    def answer(self) -> str:
        """Accept what is offered; gives the conversation's id."""
        page = self.responder
        page.locator(".console-offer").wait_for(timeout=SOON)
        page.keyboard.press("Alt+a")
        expect(page.locator("article.talk")).to_be_visible(timeout=SOON)
        return str(page.locator("article.talk").get_attribute("data-contact"))

    def confirm_high(self) -> None:
        page = self.responder
        page.keyboard.press("Alt+r")
        page.locator("#risk button[value='2']").click()
        expect(page.locator("#risk summary.danger")).to_be_visible(timeout=SOON)

    def page_the_supervisor(self) -> None:
        """Someone is asked for, who answers, comes in beside, and settles it with the responder: two names."""
        page, sam = self.responder, self.supervisor
        open_rescue(page)
        page.locator("#conversation-rescue form button.danger").click()
        expect(page.locator("#rescue-progress")).to_be_visible(timeout=SOON)
        sam.goto("/line/floor")
        sam.locator("tr.is-urgent a.button").first.click()
        sam.locator("button[value=join]").click()
        expect(sam.locator("#talk-text")).to_be_visible(timeout=SOON)
        open_rescue(sam)
        act(sam, "acknowledged")
        sam.locator("#talk-text").fill("I am beside you. / Je suis avec vous.")
        sam.locator("button[value=whisper]").click()
        expect(page.locator("li.said.whisper")).to_have_count(1, timeout=SOON)
        act(page, "engaged", outcome="engaged")
        act(page, "proposed", decision="not_needed", note="Together, and safe for tonight.")
        open_rescue(sam)
        act(sam, "decided")
        act(sam, "debriefed", after="goes_on")
        act(sam, "offered", answer="accepted")
        act(sam, "closed")
        expect(sam.locator("#rescue .notice.success")).to_be_visible(timeout=SOON)

    def send_the_plan(self) -> None:
        page = self.responder
        page.keyboard.press("Alt+t")
        page.locator("#tools").wait_for(timeout=SOON)
        plan = page.locator("#tools-plan")
        if plan.get_attribute("open") is None:
            plan.locator("summary").click()
        plan.locator("textarea").first.fill(PLAN[self.language][0])
        plan.locator("button[value=send]").click()
        expect(page.locator("li.said.mine", has_text=PLAN[self.language][1])).to_have_count(1, timeout=SOON)

    def agree_on_a_follow_up(self) -> None:
        page = self.responder
        open_tab(page, "follow-up")
        form = page.locator("#conversation-follow-up form")
        form.locator("input[name=consent]").check()
        form.locator("input[name=address]").fill("204-555-0172")
        form.locator("select[name=language]").select_option(self.language)
        form.locator("button").last.click()
        expect(page.locator("#conversation-follow-up .notice.success")).to_be_visible(timeout=SOON)
        check_page(page)

    def end(self) -> None:
        page = self.responder
        page.keyboard.press("Alt+e")
        page.locator("form[action$='/end'] button:visible").last.click()
        record = page.locator("#record form")
        record.wait_for(timeout=SOON)
        record.locator("input[name=outcome]").first.check(force=True)
        record.locator("button.full").click()
        page.wait_for_url("**/line/console", timeout=SOON)
        page.console_problems.clear()  # a fetch that was under way when the words were closed

    def make_the_follow_up(self) -> None:
        page = self.responder
        page.goto("/line/follow-ups")
        page.locator("main a[href*='/line/follow-ups/']").first.click()
        expect(page.locator("main .figure-small")).to_contain_text("555")
        page.locator("form[action$='/attempt'] input[value=reached]").check(force=True)
        page.locator("form[action$='/attempt'] select[name=outcome]").select_option(index=1)
        page.locator("form[action$='/attempt'] button").click()
        expect(page.locator("main ul.messages, main details ul.lines").first).to_be_attached(timeout=SOON)
        assert page.locator("main section a[href*='/line/follow-ups/']").count() == 0
        check_page(page)

    def leave(self) -> None:
        self.responder.goto("/line/console")
        self.responder.locator("form[action$='/console/end'] button").click()
        expect(self.responder.locator("form[action$='/begin'] button")).to_be_visible()

    def explained(self, contact: str, *because: str) -> None:
        """The audit has every step; the log, asked again, says why this person was offered this contact."""
        pia = self.visit("pia", "en", DESKTOP)
        pia.goto(f"/audit?subject={contact}")
        kept = pia.locator("main ol").inner_text()
        assert not [act for act in OF_THE_CONTACT if act not in kept], kept
        for act in AROUND_IT:
            pia.goto(f"/audit?action={act}")
            expect(pia.locator("main ol li").first).to_contain_text(act)
        sam = self.supervisor
        sam.goto("/line/offers")
        sam.locator("main table tbody a").first.click()
        expect(sam.locator("#person-title")).to_be_visible()
        told = sam.locator("main").inner_text()
        assert not [words for words in because if words not in told], told
        check_page(sam)


def open_tab(page: Page, code: str) -> None:
    """A tab that stands in a menu."""
    tab = page.locator(f"[data-tab][href='?panel={code}']")
    page.locator(".tab-menu", has=tab).locator("summary").click()
    tab.click()
    expect(tab).to_have_attribute("aria-current", "true")


def open_rescue(page: Page) -> None:
    page.wait_for_load_state()  # the page's keys are there once its script has run
    with page.expect_response(lambda answer: answer.url.endswith("/rescue")):
        page.keyboard.press("Alt+s")
    expect(page.locator(".htmx-request")).to_have_count(0)


def act(page: Page, kind: str, **values: str) -> None:
    """One act of the rescue beside the conversation."""
    form = page.locator(f"#rescue form[action$='/{kind}']")
    form.wait_for(state="attached", timeout=SOON)
    card = page.locator("#rescue details.act", has=page.locator(f"form[action$='/{kind}']"))
    if card.get_attribute("open") is None:
        card.locator("summary").click()
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check(force=True)
        else:
            field.fill(value)
    with page.expect_response(lambda answer: answer.url.endswith(f"/{kind}")) as answered:
        form.locator("button").last.click()
    assert answered.value.ok, answered.value.status
    expect(page.locator(".htmx-request")).to_have_count(0)


def answer_the_survey(page: Page) -> None:
    expect(page.locator("form.scales")).to_be_visible(timeout=SOON)
    check_page(page)
    for name, value in {"distress": "2", "helpful": "yes", "cope": "yes"}.items():
        page.locator(f"input[name={name}][value='{value}']").check(force=True)
    page.locator("button.full").click()
    expect(page.locator("form.scales")).to_have_count(0, timeout=SOON)


def begins_a_chat(page: Page, line: str, language: str, words: str) -> None:
    page.goto(f"/c/{line}")
    page.locator(f"a[hreflang={language}]").click()
    page.locator("[data-start] input[name=distress][value='4']").check()
    page.locator("[data-start] button").click()
    page.locator("textarea").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("li.own[data-mark=sent]")).to_have_count(1, timeout=SOON)


def test_by_chat_in_french_on_a_small_phone(visit, line):
    way = Journey(visit, "rosa", "fr")
    way.begin_shift("en", "fr")
    english = visit(None, "en", SMALL)
    begins_a_chat(english, line, "en", "Hello?")
    expect(way.responder.locator("#busy-title + dl dd").first).to_contain_text("1", timeout=SOON)
    assert way.responder.locator(".console-offer").count() == 0, "the reserve keeps her free for French"

    person = visit(None, "fr", SMALL)
    begins_a_chat(person, line, "fr", "Je ne sais plus quoi faire.")
    contact = way.answer()
    english.close()
    expect(person.locator("li.event")).to_have_count(1, timeout=SOON)
    way.responder.locator("#talk-text").fill("Je suis là.")
    way.responder.keyboard.press("Enter")
    expect(person.locator("li.other p")).to_have_text("Je suis là.", timeout=SOON)
    expect(person.locator("li.own[data-mark=read]")).to_have_count(1, timeout=SOON)
    way.confirm_high()
    way.page_the_supervisor()
    expect(person.locator("li.event")).to_have_count(2, timeout=SOON)
    way.send_the_plan()
    expect(person.locator("li.other", has_text=PLAN["fr"][0])).to_have_count(1, timeout=SOON)
    check_page(person)
    way.agree_on_a_follow_up()
    way.end()
    person.locator("[data-asked] a").click(timeout=SOON)
    answer_the_survey(person)
    way.make_the_follow_up()
    way.leave()
    way.explained(contact, "Rosa Essai restait libre pour qui a besoin d’une autre langue")


def test_by_text_in_english(visit, line):
    way = Journey(visit, "tess", "en")
    way.begin_shift("en")
    phones = visit("dana-line", "en", DESKTOP)
    phones.goto("/pocket")
    phones.locator(".pocket-write input[name=text]").first.fill("I do not know what to do.")
    phones.locator(".pocket-write button").first.click()
    contact = way.answer()
    way.responder.locator("#talk-text").fill("I am here.")
    way.responder.keyboard.press("Enter")
    expect(phones.locator(".pocket-talk .theirs", has_text="I am here.")).to_have_count(1, timeout=SOON)
    way.confirm_high()
    way.page_the_supervisor()
    way.send_the_plan()
    expect(phones.locator(".pocket-talk .theirs", has_text=PLAN["en"][0])).to_have_count(1, timeout=SOON)
    way.agree_on_a_follow_up()
    open_tab(way.responder, "survey")
    way.responder.locator("#panel form[action$='/survey/offer'] button, #panel form button").last.click()
    link = phones.locator(".pocket-talk .theirs", has_text="/q/")
    expect(link).to_have_count(1, timeout=SOON)
    address = re.search(r"/q/\S+", link.inner_text()).group()
    way.end()
    person = visit(None, "en", SMALL)
    person.goto(address)
    answer_the_survey(person)
    way.make_the_follow_up()
    way.leave()
    way.explained(contact)


def test_by_voice_in_english(visit, line):
    way = Journey(visit, "vita", "en")
    way.begin_shift("en")
    person = visit(None, "en", SMALL, permissions=["microphone"])
    person.goto(f"/v/{line}/en")
    person.locator("[data-start]").click()
    expect(person.locator("[data-hang-up]")).to_be_visible(timeout=SOON)
    contact = way.answer()
    way.responder.locator("button[data-voice=talks]").first.click()
    expect(person.locator("[data-state][data-state=talking]")).to_be_visible(timeout=SOON)
    way.confirm_high()
    way.page_the_supervisor()
    way.send_the_plan()
    expect(person.locator("[data-written] li", has_text=PLAN["en"][0])).to_have_count(1, timeout=SOON)
    check_page(person)
    way.agree_on_a_follow_up()
    way.end()
    person.locator("[data-asked] a").click(timeout=SOON)
    answer_the_survey(person)
    way.make_the_follow_up()
    way.leave()
    way.explained(contact)


NEEDS = {
    "fr": ("J’ai faim.", "repas", "R3B", "R5G", "Un toit pour la fin du mois"),
    "en": ("I am hungry.", "food", "R2W", "R5H", "A roof for the end of the month"),
}


@pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", DESKTOP)])
def test_a_service_is_found_and_sent_in_one_press_and_an_inquiry_opened(visit, line, language, size):
    says, looked_for, area, corrected, need = NEEDS[language]
    way = Journey(visit, "nina", language, size)
    way.begin_shift(language)
    person = visit(None, language, SMALL)
    begins_a_chat(person, line, language, says)
    contact, page = way.answer(), way.responder
    expect(page.locator("#record")).to_be_visible(timeout=SOON)
    page.keyboard.press("Alt+t")
    page.locator("#tools a[href='?panel=inquiry']").click()
    page.locator("#services-words").fill(looked_for)
    page.locator("#services-more summary").click()
    page.locator("#services-near").fill(area)
    page.locator("#services-near").press("Enter")
    expect(page.locator(".found-service").first).to_be_visible(timeout=SOON)
    check_page(page)
    name = page.locator(".found-service h5 a").first.evaluate("link => link.firstChild.textContent")
    page.locator(".found-service button").first.click()
    expect(page.locator("#conversation-inquiry .notice.success")).to_be_visible(timeout=SOON)
    expect(person.locator("li.other", has_text=name)).to_have_count(1, timeout=SOON)
    expect(page.locator("li.said.mine", has_text=name)).to_have_count(1, timeout=SOON)
    check_page(person)

    page.locator("#inquiry-new > summary").click()
    expect(page.locator("#id_area")).to_have_value(area)
    page.locator("#id_area").fill(corrected)
    page.locator("#id_words").fill(need)
    page.locator("#id_topic").select_option("housing")
    page.locator("#inquiry-new button.full").click()
    expect(page.locator("#conversation-inquiry ul.lines > li")).to_have_count(2, timeout=SOON)
    page.goto(page.locator("#conversation-inquiry ul.lines a").first.get_attribute("href"))
    expect(page.locator(f"main a[href*='{contact}']")).to_be_visible()
    director = visit("dana-line", language, DESKTOP)
    director.goto("/needs")
    expect(director.locator(".needs-table").get_by_role("link", name=corrected, exact=True)).to_be_visible()
    page.goto(f"/line/conversations/{contact}")
    way.end()
    way.leave()
