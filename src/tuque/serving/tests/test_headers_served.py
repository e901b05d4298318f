"""Every answer of the site as it is served carries the same safe headers: pages, files, downloads, refusals, failures."""

import socket
import threading
import time
from urllib.parse import urlsplit

import httpx
import pytest

from tuque.web import built

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PRESENT = ("content-security-policy", "permissions-policy", "referrer-policy", "cache-control")
UNSAFE = ("unsafe-inline", "unsafe-eval", "'wasm-unsafe-eval'", "*;", "* ")


def check(name: str, answer: httpx.Response) -> None:
    head = answer.headers
    assert {key: head.get(key) for key in SAFE} == SAFE, f"{name}: {dict(head)}"
    assert all(head.get(key) for key in PRESENT), f"{name}: {dict(head)}"
    assert "default-src 'none'" in head["content-security-policy"]
    assert not any(word in head["content-security-policy"] for word in UNSAFE)
    assert not any(char.isdigit() for char in head.get("server", "")), f"{name} tells a version: {head['server']}"


def built_file() -> str:
    return "/static/built/" + str(built.manifest()["behaviours/page.ts"]["file"])


def not_http(address: str) -> httpx.Response:
    """What comes back when what is sent is not HTTP."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as line:
        line.sendall(b"NOT HTTP AT ALL\r\n\r\n")
        said = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    first, *lines = said.partition("\r\n\r\n")[0].split("\r\n")
    return httpx.Response(int(first.split()[1]), headers=dict(line.split(": ", 1) for line in lines))


def test_every_answer_is_safe(start):
    """On one port; what the served site adds of its own is only the refusal of what is not HTTP."""
    site = start(TUQUE_LARGEST_UPLOAD_MB="1")
    answers = ask_everything(site)
    answers["not HTTP"] = (400, not_http(site.address))

    for name, (status, answer) in answers.items():
        assert answer.status_code == status, f"{name}: {answer.status_code}"
        check(name, answer)
    check_static(answers)


def test_every_answer_of_pages_alone_is_safe(start):
    answers = ask_everything(start("--pages", "--processes", "1", TUQUE_LARGEST_UPLOAD_MB="1"))

    for name, (status, answer) in answers.items():
        assert answer.status_code == status, f"{name}: {answer.status_code}"
        check(name, answer)
    check_static(answers)


def ask_everything(site) -> dict[str, tuple[int, httpx.Response]]:
    downtown = site.do("make")["downtown"]
    dana = site.do("sign_in", who="dana")
    stream = f"/streams/interactions/{downtown}"
    post = {"content": b"x" * (1024 * 1024 + 1)}
    return {
        "a page": (200, site.get("/account/login/")),
        "a visitor sent to sign in": (302, site.get("/home")),
        "a redirect": (302, site.get("/test/redirect")),
        "a monitor": (200, site.get("/healthy")),
        "a download": (200, site.get("/test/download")),
        "a built file": (200, site.get(built_file())),
        "a picture": (200, site.get("/static/tuque.svg")),
        "a file kept by the browser": (304, not_modified(site, built_file())),
        "a file that is not there": (404, site.get("/static/nothing.js")),
        "a page that is not there": (404, site.get("/nothing", dana)),
        "a method that is not meant": (405, site.get("/language")),
        "a head": (200, httpx.head(site.address + "/healthy")),
        "a form without its token": (403, httpx.post(site.address + "/language", data={"language": "fr"})),
        "a body that is too large": (413, httpx.post(site.address + "/test/echo", **post)),
        "a suspicious request": (400, site.get("/test/suspicious")),
        "another host": (400, site.get("/healthy", headers={"Host": "elsewhere.example"})),
        "a failure": (500, site.get("/test/broken")),
        "rows of a stream": (200, site.get(stream + "?after=0", dana, headers={"Accept": "application/json"})),
        "a stream that is not theirs": (404, site.get(stream, site.do("sign_in", who="odile"))),
    }


def not_modified(site, path: str) -> httpx.Response:
    first = site.get(path)
    return site.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})


def check_static(answers: dict[str, tuple[int, httpx.Response]]) -> None:
    assert "immutable" in answers["a built file"][1].headers["cache-control"]
    assert "immutable" not in answers["a picture"][1].headers["cache-control"]
    assert answers["a file that is not there"][1].headers["cache-control"] == "no-store"
    assert answers["a page"][1].headers["cache-control"].find("no-store") >= 0
    assert len(answers["a download"][1].content) == 200_000


def test_a_header_spelled_with_underscores_cannot_pass_for_a_proxys(start):
    site = start(TUQUE_BEHIND_PROXY="yes")

    head = site.get("/test/echo", headers={"X_Forwarded_Proto": "https", "X-Real": "1"}).json()["head"]

    assert head["HTTP_X_REAL"] == "1"
    assert "HTTP_X_FORWARDED_PROTO" not in head


def test_an_answer_that_is_being_made_is_finished_before_the_site_stops(start):
    site = start()
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(site.get("/test/slow")))
    asking.start()
    time.sleep(0.5)
    site.process.terminate()
    asking.join(timeout=10)

    assert answers[0].text == "done"
    assert site.process.wait(timeout=10) == 0
