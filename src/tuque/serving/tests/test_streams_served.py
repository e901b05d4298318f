"""Live streams on a site really served: rows arrive, none is missed, none comes twice, and who may not follow does not."""

import re
import time

import httpx
import pytest

from tuque.serving.tests.conftest import COOKIE

PASSWORD, NEW_PASSWORD = "four quiet snowy boots", "seven patient river stones"
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_day_of_a_stream(start, follow):
    site = start()
    downtown = site.do("make")["downtown"]
    stream = f"/streams/interactions/{downtown}"
    noor, dana, odile = (site.do("sign_in", who=who) for who in ("noor", "dana", "odile"))

    # A row arrives, from another process, and soon; the headers are those of every page.
    reader = follow(site, stream, noor)
    assert reader.status == 200
    assert reader.headers["content-type"] == "text/event-stream"
    assert "content-security-policy" in reader.headers
    assert reader.headers["cache-control"] == "no-store"
    site.do("change")
    assert reader.waits_for(lambda r: r.numbers == [1]) < 1

    # Whoever was away gets what came meanwhile, and only that.
    site.do("change", times=3)
    back = follow(site, stream, dana, **{"Last-Event-ID": "1"})
    assert back.numbers == [4]
    here = follow(site, stream + "?after=4", dana)
    assert here.numbers == []
    reader.waits_for(lambda r: r.numbers[-1] == 4)
    assert reader.numbers == sorted(set(reader.numbers))

    # Those who ask again and again get the same rows.
    polled = site.get(stream + "?after=1", dana, headers={"Accept": "application/json"})
    assert polled.json()["rows"] == [{"sequence": 4, "kind": "changed", "payload": {}}]
    assert site.get(stream + "?after=4", dana, headers={"Accept": "application/json"}).json()["rows"] == []

    # Another organization, another role and a visitor do not follow.
    assert site.get(stream, odile).status_code == 404
    assert site.get(stream, site.do("sign_in", who="paz")).status_code == 404
    assert site.get(stream).status_code == 302
    assert site.get("/streams/nothing/1", noor).status_code == 404

    # A worker who is disabled is out within a second, and so is a session that was ended; others stay.
    second = site.do("sign_in", who="dana")
    ended = follow(site, stream, second)
    site.do("end_session", who="dana", key=second)
    assert ended.waits_for(lambda r: not r.is_alive()) < 1
    assert ended.events[-1]["event"] == "end"
    site.do("disable", who="noor")
    assert reader.waits_for(lambda r: not r.is_alive()) < 1
    assert '"signed-out"' in reader.events[-1]["data"]
    assert site.get(stream, noor).status_code in {302, 403}
    assert back.is_alive()
    assert here.is_alive()

    # Asked to stop, the site lets go of its streams at once.
    site.process.terminate()
    assert back.waits_for(lambda r: not r.is_alive()) < 3
    assert '"restart"' in back.events[-1]["data"]
    assert site.process.wait(timeout=10) == 0


def test_pages_alone_answer_what_there_is_and_end(start):
    """Without a process for streams, the browser comes back by itself: later, and nothing is lost."""
    site = start("--pages", "--processes", "1")
    downtown = site.do("make")["downtown"]
    key = site.do("sign_in", who="dana")
    site.do("change", times=2)

    answer = site.get(f"/streams/interactions/{downtown}?after=1", key)

    assert answer.status_code == 200
    assert "id: 2\n" in answer.text
    assert "retry: 5000" in answer.text


def test_the_work_behind_the_pages_is_done_beside_them(start):
    site = start()
    site.do("make")
    site.do("post", number=1)

    deadline = time.monotonic() + 15
    while site.do("delivered") == 0:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def browsers():
    """`browsers(site, email)`: a browser that has signed in on the page, as people do."""
    opened = []

    def open_one(site, email, password=PASSWORD):
        browser = httpx.Client(base_url=site.address, timeout=20, follow_redirects=True)
        opened.append(browser)
        answer = send(browser, "/account/login/", login=email, password=password)
        assert answer.status_code == 200, answer.text[:2000]
        assert COOKIE in browser.cookies, "not signed in"
        return browser

    yield open_one
    for browser in opened:
        browser.close()


def send(browser, path, **values):
    page = browser.get(path).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    return browser.post(path, data={"csrfmiddlewaretoken": token, **values}, headers={"Referer": str(browser.base_url)})


def test_a_new_password_and_ending_the_other_sessions_end_their_streams(start, follow, browsers):
    """T-19: asked for on the pages; the streams of the other devices end within a second, one's own goes on."""
    site = start()
    stream = f"/streams/interactions/{site.do('make')['downtown']}"
    email = site.do("give_password", who="noor", password=PASSWORD)
    mine, phone, tablet = (browsers(site, email) for _ in range(3))
    left_open = follow(site, stream, phone.cookies[COOKIE])

    changed = send(
        mine, "/account/password/change/", oldpassword=PASSWORD, password1=NEW_PASSWORD, password2=NEW_PASSWORD
    )

    assert changed.status_code == 200
    assert left_open.waits_for(lambda r: not r.is_alive()) < 1
    assert '"signed-out"' in left_open.events[-1]["data"]
    assert site.get(stream, tablet.cookies[COOKIE]).status_code in {302, 403}
    assert mine.get("/me").url.path.startswith("/me"), "whoever changed it stays"

    # A session that began since is ended from the page of one's devices.
    later = follow(site, stream, browsers(site, email, NEW_PASSWORD).cookies[COOKIE])
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', mine.get("/me").text)[1]
    ended = mine.post("/me/sessions/end-others", data={"csrfmiddlewaretoken": token})
    assert ended.status_code == 200
    assert later.waits_for(lambda r: not r.is_alive()) < 1
    assert '"signed-out"' in later.events[-1]["data"]
