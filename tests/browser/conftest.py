"""A real site in its own folder, and a real browser: what the journeys stand on."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from browser.looking import DESKTOP, PHONE
from tuque.bench.weight_ import CHROMIUM
from tuque.core.tests.databases import migrated_file
from tuque.demo.community import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A demonstration of this process's own: a copy of the one that the first of them made for all."""
    own = tmp_path_factory.getbasetemp()
    made = (own if worker_id == "master" else own.parent) / "demonstration"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            began = made.with_suffix(".part")
            began.mkdir()
            shutil.copy(migrated_file(), began / "tuque.sqlite3")
            with served(began):
                pass
            began.rename(made)
    shutil.copytree(made, own / "site")
    return own / "site"


@pytest.fixture(scope="session")
def publish(site: str, site_folder: Path) -> Callable[[dict[str, object]], None]:
    """Publish a form on the demonstration site, as `tuque import forms` does."""

    def run(body: dict[str, object]) -> None:
        file = site_folder / f"{body['code']}.json"
        file.write_text(json.dumps(body))
        words = ["import", "forms", str(file), "--organization", "downtown"]
        subprocess.run([sys.executable, "-m", "tuque", *words], env=environment_of(site_folder), check=True)

    return run


def environment_of(folder: Path) -> dict[str, str]:
    own = {"TUQUE_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT / "src"), "TUQUE_CHECKOUT": str(ROOT)}
    return {name: value for name, value in os.environ.items() if name != "TUQUE_DATABASE_URL"} | own


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of a demonstration site, served as a newcomer would serve it."""
    with served(site_folder) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tuque", "demo", "--port", str(port), "--interactions", "2000", "--still"]
    address = f"http://127.0.0.1:{port}"
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, env=environment_of(folder), stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_served(address, process, folder / "log.txt")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_served(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the site ended at its start:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{address}/healthy", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the site was not served within five minutes:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """What opens browsers; a process has one."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    opened = chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, list[Any]]:
    """The cookies of those who signed in on this site before, by who."""
    return {}


@pytest.fixture
def visit(site: str, browser: Browser, signed_in: dict[str, list[Any]]) -> Iterator[Callable[..., Page]]:
    """`visit("noor", "fr", PHONE)`: a page where Noor of the demonstration is signed in; `visit(None)` is a visitor's.

    Noor goes on with the session of a test before; a second one in the same test, or `anew`, is a session of its own.
    """
    contexts, here = [], set()

    def open_page(
        who: str | None = None,
        language: str = "en",
        size: tuple[int, int] = DESKTOP,
        *,
        anew: bool = False,
        **options: object,
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": size[0], "height": size[1]},
            locale="fr-CA" if language == "fr" else "en-CA",
            has_touch=size == PHONE,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.console_problems = []  # type: ignore[attr-defined]
        page.on("console", lambda said: page.console_problems.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.console_problems.append(str(error)))  # type: ignore[attr-defined]
        if who:
            context.add_cookies([] if anew or who in here else signed_in.get(who, []))
            here.add(who)
            page.goto("/")
            if "/account/" in page.url:
                sign_in(page, who)
                signed_in[who] = context.cookies()
            choose_language(page, language)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, who: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", f"{who}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/account/login" not in url)


def choose_language(page: Page, language: str) -> None:
    button = page.locator(f".tools button[name=language][value={language}]")
    if page.locator(f"html[lang^={language}]").count() == 0 and button.count():
        button.click()
        page.wait_for_load_state()
