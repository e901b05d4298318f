"""Two processes, one database, a bus between them that is killed: live pages go on."""

import shutil
import socket
import subprocess

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="Redis is not installed here."),
]


def test_a_bus_that_is_killed_and_wiped_loses_nothing(start, follow):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    def start_redis() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    redis_server = start_redis()
    try:
        site = start("--streams", TUQUE_BUS_URL=f"redis://127.0.0.1:{port}/0")
        downtown = site.do("make")["downtown"]
        reader = follow(site, f"/streams/interactions/{downtown}", site.do("sign_in", who="dana"))

        site.do("change")
        reader.waits_for(lambda r: r.numbers == [1], seconds=2)
        redis_server.kill()
        redis_server.wait()
        site.do("change")
        reader.waits_for(lambda r: r.numbers == [1, 2], seconds=2)
        redis_server = start_redis()  # empty: it kept nothing
        site.do("change")
        reader.waits_for(lambda r: r.numbers == [1, 2, 3], seconds=2)
        assert reader.is_alive()
    finally:
        redis_server.kill()
        redis_server.wait()
