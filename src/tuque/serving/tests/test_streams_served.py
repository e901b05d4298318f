"""Live streams on a site really served: rows arrive, none is missed, none comes twice, and who may not follow does not."""

import time

import pytest

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
