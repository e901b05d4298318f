"""Voices between real browsers: each hears the others by their own tone, or hears nothing, as the table of hearing says."""

import math
import sqlite3
import struct
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Page, expect

from browser.conftest import CHROMIUM, QUIET, choose_language
from browser.looking import check_page
from tuque.demo.community import PASSWORD

pytestmark = pytest.mark.browser
# What each microphone hears, in Hz: far enough from one another to be told apart.
CALLER, RESPONDER, SUPERVISOR = 500, 900, 1500
NEAR_HZ, HEARD_RMS = 60, 0.003

# For each sound on the page: which part it comes from, whether it is played, how loud it is and at which pitch.
MEASURE = """async () => {
  const sounds = [...document.querySelectorAll("[data-sounds] audio")].filter((one) => one.srcObject);
  const context = window.measuring ??= new AudioContext();
  await context.resume();
  const found = sounds.map((sound) => {
    const analyser = context.createAnalyser();
    analyser.fftSize = 4096;
    context.createMediaStreamSource(sound.srcObject).connect(analyser);
    return { part: sound.dataset.part, played: !sound.muted && !sound.paused, analyser, loudest: 0, hz: 0 };
  });
  for (let times = 0; times < 25; times++) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    for (const one of found) {
      const samples = new Float32Array(one.analyser.fftSize);
      one.analyser.getFloatTimeDomainData(samples);
      const rms = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      if (rms <= one.loudest) continue;
      one.loudest = rms;
      const powers = new Float32Array(one.analyser.frequencyBinCount);
      one.analyser.getFloatFrequencyData(powers);
      one.hz = powers.indexOf(Math.max(...powers)) * context.sampleRate / one.analyser.fftSize;
    }
  }
  return found.map(({ part, played, loudest, hz }) => ({ part, played, rms: loudest, hz }));
}"""


def tone(folder: Path, hz: int) -> Path:
    """Half a second of a tone, half a second of nothing, like syllables: a steady tone would be taken for noise."""
    file, rate = folder / f"{hz}.wav", 48_000
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        for number in range(4):
            loud = 20_000 if number % 2 == 0 else 0
            samples = (int(loud * math.sin(2 * math.pi * hz * n / rate)) for n in range(rate // 4))
            sound.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return file


@pytest.fixture(scope="module")
def speaking(site: str, chromium: BrowserType, tmp_path_factory) -> Iterator[Callable[..., Page]]:
    """`speaking(900, "amina")`: a page of a browser of its own, whose microphone hears that tone."""
    folder, opened = tmp_path_factory.mktemp("tones"), {}

    def open_page(hz: int, who: str | None = None, language: str = "en", size=(1440, 900)) -> Page:
        if hz not in opened:
            opened[hz] = launched(chromium, tone(folder, hz))
        context = opened[hz].new_context(
            base_url=site, viewport={"width": size[0], "height": size[1]}, permissions=["microphone"]
        )
        page = context.new_page()
        page.console_problems = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.console_problems.append(str(error)))  # type: ignore[attr-defined]
        if who:
            page.goto("/account/login/")
            page.fill("input[name=login]", f"{who}@demo.example")
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/account/login" not in url)
            choose_language(page, language)
        return page

    yield open_page
    for browser in opened.values():
        browser.close()


def launched(chromium: BrowserType, sound: Path):
    return chromium.launch(
        executable_path=CHROMIUM,
        args=[*QUIET, f"--use-file-for-fake-audio-capture={sound}", "--autoplay-policy=no-user-gesture-required"],
    )


def the_call(site_folder: Path) -> str:
    """The conversation of the last call, as the console is told it."""
    with sqlite3.connect(site_folder / "tuque.sqlite3") as database:
        row = database.execute(
            "SELECT public_id FROM channels_conversation WHERE channel='voice' ORDER BY id DESC"
        ).fetchone()
    digits = row[0]
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def heard(page: Page) -> set[tuple[str, int]]:
    """(part, tone) of every voice that is played on the page."""
    return {(one["part"], pitch(one)) for one in page.evaluate(MEASURE) if one["played"] and pitch(one)}


def arriving(page: Page) -> set[int]:
    """Every tone that reaches the page at all, played or not."""
    return {pitch(one) for one in page.evaluate(MEASURE)} - {0}


def pitch(one) -> int:
    near = (hz for hz in (CALLER, RESPONDER, SUPERVISOR) if abs(one["hz"] - hz) < NEAR_HZ)
    return next(near, 0) if one["rms"] > HEARD_RMS else 0


def until(look: Callable[[], object], wanted: object, seconds: float = 20) -> None:
    deadline, found = time.monotonic() + seconds, look()
    while found != wanted and time.monotonic() < deadline:
        found = look()
    assert found == wanted


def test_a_call_is_answered_held_watched_joined_and_passed_on(site, site_folder, speaking):
    person = speaking(CALLER, size=(320, 640))
    person.goto("/v/north-star/fr")
    check_page(person)
    person.locator("[data-start]").click()
    expect(person.locator("[data-state]")).to_contain_text("Vous êtes dans la file", timeout=15_000)
    assert arriving(person) == set()
    address = f"/conversations/{the_call(site_folder)}/voice"

    amina = speaking(RESPONDER, "amina")
    amina.goto(address)
    amina.locator("button[data-voice=talks]").first.click()
    expect(person.locator("[data-state]")).to_contain_text("Parlez", timeout=15_000)
    until(lambda: heard(amina), {("caller", CALLER)})
    until(lambda: heard(person), {("talks", RESPONDER)})
    check_page(amina)
    check_page(person)

    # On hold the caller hears nobody and nobody hears them.
    amina.locator("button[data-voice=hold]").click()
    expect(person.locator("[data-state]")).to_contain_text("restez en ligne", timeout=10_000)
    until(lambda: (heard(amina), heard(person), arriving(person)), (set(), set(), set()))
    amina.locator("button[data-voice=hold]").click()
    until(lambda: (heard(amina), heard(person)), ({("caller", CALLER)}, {("talks", RESPONDER)}))

    # A supervisor listens: both are heard, and nothing of hers leaves her page.
    bea = speaking(SUPERVISOR, "bea")
    bea.goto(address)
    bea.locator("button[data-voice=listens]").click()
    until(lambda: heard(bea), {("caller", CALLER), ("talks", RESPONDER)})
    assert (arriving(person), arriving(amina)) == ({RESPONDER}, {CALLER})

    # She whispers: the responder hears her, and nothing of it reaches the caller.
    bea.locator("button[data-voice=whispers]").click()
    until(lambda: heard(amina), {("caller", CALLER), ("whispers", SUPERVISOR)})
    assert arriving(person) == {RESPONDER}

    # She joins, and the responder leaves it to her.
    bea.locator("button[data-voice=talks][data-part]").click()
    until(lambda: heard(person), {("talks", RESPONDER), ("talks", SUPERVISOR)})
    amina.locator("button[data-voice=transfer]").click()
    until(lambda: heard(person), {("talks", SUPERVISOR)})
    until(lambda: heard(bea), {("caller", CALLER)})

    person.locator("[data-hang-up]").click()
    expect(person.locator("[data-state]")).to_contain_text("terminé", timeout=10_000)
    expect(bea.locator("[data-state]")).to_contain_text("not in the call", timeout=10_000)
    assert not person.context.cookies()
    assert person.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    assert person.console_problems == amina.console_problems == bea.console_problems == []


def test_leaving_in_a_hurry_empties_the_page_and_hangs_up_without_the_network(site, site_folder, speaking):
    person = speaking(CALLER, size=(320, 640))
    person.goto("/v/north-star/en")
    person.locator("[data-start]").click()
    expect(person.locator("[data-state]")).to_contain_text("in the line", timeout=15_000)
    person.context.set_offline(True)

    for _ in range(3):
        person.keyboard.press("Shift")

    person.wait_for_function("document.body === null || document.body.innerText.trim() === ''")
    assert "north-star" not in person.url
