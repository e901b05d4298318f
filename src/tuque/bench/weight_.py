"""What a phone fetches at its first visit: every byte on the wire, counted by the browser."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tuque.bench import ground
from tuque.bench.result import Figure, Result
from tuque.demo.community import PASSWORD

CHROMIUM = "/usr/bin/chromium-headless-shell"  # without a window of its own to draw: a quarter less work
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}


def run(*, quick: bool) -> Result:
    """Weigh the field worker's home screen and the visitor's sign-in page, and time the first on a slow line."""
    with (
        ground.scratch_database(postgres=False) as database,
        ground.environment_of(database) as environment,
        TemporaryDirectory() as folder,
        ground.served("demo", "--interactions", "500", "--still", environment=environment, folder=Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        signed_in = sign_in(browser.new_page(base_url=site))
        home, home_scripts, usable_ms = weigh(phone(browser, site, signed_in), "/")
        public, _scripts, _ms = weigh(phone(browser, site), "/account/login/")
        browser.close()
    return Result(
        "weight",
        [
            Figure("phone_first_load_kb", home / 1024, "kB", 150),
            Figure("phone_script_kb", home_scripts / 1024, "kB", 90),
            Figure("public_first_load_kb", public / 1024, "kB", 100),
            Figure("usable_at_400_kbit_s", usable_ms / 1000, "s", 5),
        ],
        [],
        ["Bytes on the wire, compressed, headers included; 400 kbit/s with 300 ms of delay."],
    )


def phone(browser: Browser, site: str, state: StorageState | None = None) -> Page:
    """A phone of 360 points that has never been here: nothing is cached."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
        storage_state=state,
    )
    return context.new_page()


def sign_in(page: Page) -> StorageState:
    page.goto("/account/login/")
    page.fill("input[name=login]", "noor@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/account/login" not in url)
    return page.context.storage_state()


def weigh(page: Page, address: str) -> tuple[int, int, float]:
    """Bytes fetched, bytes of script among them, and milliseconds until the page and all it asks for are there."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    line.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"]))
    line.on("Network.loadingFinished", lambda event: sizes.__setitem__(event["requestId"], event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle", timeout=60_000)
    usable = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    total = sum(sizes.values())
    scripts = sum(size for request, size in sizes.items() if kinds.get(request) == "Script")
    return int(total), int(scripts), float(usable)
