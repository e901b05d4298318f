"""Listening: one process with pages and streams (embedded), or pages alone in several processes behind a proxy."""

import asyncio
import errno
import signal
import socket
from types import FrameType

import uvicorn
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from tuque.config.env import SettingUnreadable
from tuque.config.spoken import gettext as _
from tuque.serving.application import Application
from tuque.serving.hub import Hub
from tuque.serving.patience import HEAD_SECONDS, PatientProtocol

GRACE_SECONDS = 10
PAGES_TARGET = "tuque.config.wsgi:application"


class PortTaken(SettingUnreadable):
    """Said in one line, before anything else is done."""


def take_port(host: str, port: int) -> socket.socket:
    """The listening socket. Raises PortTaken when another program has the port, or when the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as trouble:
        listening.close()
        if trouble.errno == errno.EADDRNOTAVAIL:
            raise PortTaken(
                _("%(host)s is not an address of this machine. Choose another one with --host.") % {"host": host}
            ) from None
        why = trouble.strerror or type(trouble).__name__
        raise PortTaken(
            _(
                "Port %(port)s of %(host)s cannot be used (%(why)s). Stop what uses it, or choose another one with --port."
            )
            % {"port": port, "host": host, "why": why.lower()}
        ) from None
    return listening


class Protocol(PatientProtocol):
    """Refuses what is not HTTP with the same safe headers as every other answer."""

    def send_400_response(self, msg: str) -> None:
        content = b"The server could not read this request.\n"
        head = [
            "HTTP/1.1 400 Bad Request",
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Length: {len(content)}",
            "Connection: close",
            "Cache-Control: no-store",
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Resource-Policy: same-origin",
            "Permissions-Policy: camera=(), geolocation=(), microphone=()",
            "Referrer-Policy: no-referrer",
            "X-Content-Type-Options: nosniff",
            "X-Frame-Options: DENY",
        ]
        self.transport.write("\r\n".join([*head, "", ""]).encode() + content)
        self.transport.close()


class Server(uvicorn.Server):
    """Lets go of open streams as soon as it is asked to stop: they never end by themselves."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self.hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.started:
            self.hub.from_any_thread(self.hub.close)
        super().handle_exit(sig, frame)


def serve_everything(listening: socket.socket) -> None:
    """Pages and streams in this process, until it is asked to stop."""
    hub = Hub()
    config = uvicorn.Config(
        Application(get_wsgi_application(), hub),
        http=Protocol,
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,  # its lines are logged as ours are: without what an error quotes
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.BEHIND_PROXY,
        forwarded_allow_ips="*",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
    )
    stop_as_usual()
    asyncio.run(Server(config, hub).serve(sockets=[listening]))


def stop_as_usual() -> None:
    """uvicorn repeats the signal that stopped it: what was started beside it must still be stopped after that."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: None)


def serve_pages(*, host: str, port: int, processes: int) -> None:
    """Pages alone, in several processes, for a proxy that sends /streams/ elsewhere."""
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server as Granian

    take_port(host, port).close()
    let_go_of_the_database()
    Granian(
        PAGES_TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=4,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=int(HEAD_SECONDS * 1000)),
        log_level="warning",  # type: ignore[arg-type]
        log_access=False,  # addresses may hold what opens something
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
    ).serve()


def let_go_of_the_database() -> None:
    """Close what was opened at the start: processes that are forked from this one would all speak on the same connection."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()  # type: ignore[attr-defined]
