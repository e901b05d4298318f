"""Requests of the server reach no private address: not by name, by number, by redirect, nor by a name that changes."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tuque.core import outgoing

pytestmark = pytest.mark.once

NOT_PUBLIC = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104  not bound to
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
]
PUBLIC = ["8.8.8.8", "142.250.65.78", "2606:4700:4700::1111", "::ffff:8.8.8.8"]
WRITTEN_OTHERWISE = ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]", "0"]


class Server(ThreadingHTTPServer):
    hits = 0
    leads_to = ""


class Answers(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.hits += 1
        self.send_response(302 if self.server.leads_to else 200)
        if self.server.leads_to:
            self.send_header("Location", self.server.leads_to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        return


@pytest.fixture
def serve():
    servers = []

    def start(leads_to: str = "") -> Server:
        server = Server(("127.0.0.1", 0), Answers)
        server.leads_to = leads_to
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def origin(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_known(address):
    assert not outgoing.is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_one_too(address):
    assert outgoing.is_public(address)


@pytest.mark.parametrize("host", WRITTEN_OTHERWISE)
def test_no_spelling_of_this_machine_is_reached(serve, host):
    server = serve()

    with pytest.raises(requests.RequestException):
        outgoing.session().get(f"http://{host}:{server.server_port}/")

    assert server.hits == 0


def test_what_the_administrator_set_is_reached_wherever_it_is(serve):
    server = serve()

    assert outgoing.session(trusted=[origin(server)]).get(f"{origin(server)}/").status_code == 200


@pytest.mark.parametrize("spelling", ["http://127.0.0.1:{port}/inside", "http://localhost:{port}/", "//127.1:{port}/"])
def test_a_redirect_from_there_to_another_private_address_is_not_followed(serve, spelling):
    inside = serve()
    trusted = serve(leads_to=spelling.format(port=inside.server_port))

    with pytest.raises(requests.RequestException):
        outgoing.session(trusted=[origin(trusted)]).get(f"{origin(trusted)}/")

    assert (trusted.hits, inside.hits) == (1, 0)


def test_a_redirect_to_a_file_is_not_followed(serve):
    trusted = serve(leads_to="file:///etc/passwd")

    with pytest.raises(requests.RequestException):
        outgoing.session(trusted=[origin(trusted)]).get(f"{origin(trusted)}/")


def test_a_host_that_begins_like_a_trusted_one_is_not_it(serve):
    server = serve()
    session = outgoing.session(trusted=["http://127.0.0.1"])

    with pytest.raises(requests.RequestException):
        session.get(f"http://127.0.0.1:{server.server_port}/")
    with pytest.raises(requests.RequestException):
        session.get(f"http://127.0.0.1@localhost:{server.server_port}/")

    assert server.hits == 0


def answer(address: str, port: int) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def test_a_name_that_changes_its_mind_is_held_to_its_first_word(serve, monkeypatch):
    """The first answer is public, each later one this machine: the connection goes to the first, and nowhere else."""
    server, asked, reached = serve(), [], []
    real = socket.getaddrinfo

    def rebinding(host, port, *args, **named):
        if host != "rebinds.example":
            return real(host, port, *args, **named)
        asked.append(host)
        return answer("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port)

    def connect(address, *_args, **_named):
        reached.append(address[0])
        raise OSError("nothing leaves in a test")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(outgoing, "create_connection", connect)

    with pytest.raises((requests.RequestException, OSError)):
        outgoing.session().get(f"http://rebinds.example:{server.server_port}/")
    with pytest.raises(requests.RequestException):
        outgoing.session().get(f"http://rebinds.example:{server.server_port}/")

    assert reached == ["93.184.216.34"]
    assert server.hits == 0


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    both = [*answer("93.184.216.34", 80), *answer("10.0.0.7", 80)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_n: both)

    with pytest.raises(outgoing.AddressRefused):
        outgoing.public_address("both.example", 80)


def test_a_proxy_of_the_environment_is_not_asked(serve, monkeypatch):
    proxy = serve()
    monkeypatch.setenv("http_proxy", origin(proxy))
    monkeypatch.setenv("HTTP_PROXY", origin(proxy))

    with pytest.raises(requests.RequestException):
        outgoing.session().get("http://169.254.169.254/latest/meta-data/")

    assert proxy.hits == 0
