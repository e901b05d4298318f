"""Requests that the server itself sends over HTTP: to public addresses, or to where the administrator said, and nowhere else.

A name is resolved once, what it resolves to is judged, and the connection goes to that very address: a name that changes
its mind in between (DNS rebinding) changes nothing. Each redirect is a new connection, judged anew.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.connection import create_connection

MOST_REDIRECTS = 3
TIMEOUT_SECONDS = 10
# Addresses that stand for others: what is behind them cannot be seen from here.
TRANSLATED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class AddressRefused(requests.exceptions.ConnectionError):
    """The host is, or resolves to, an address that is not public."""


def session(*, trusted: Iterable[str] = ()) -> requests.Session:
    """A session of `requests` that reaches public addresses, and the origins in `trusted` (`https://host:port`) wherever
    they are. Neither proxies nor passwords are taken from the environment."""
    made = _Timed()
    made.trust_env = False
    made.max_redirects = MOST_REDIRECTS
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Guarded())
    for origin in trusted:
        made.mount(f"{origin.rstrip('/').lower()}/", HTTPAdapter())  # the slash: else host.example.elsewhere too
    return made


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the whole internet: not this machine, its network, its neighbours nor its cloud."""
    found: Any = ipaddress.ip_address(address.partition("%")[0])
    if found.version == 6:
        if any(found in net for net in TRANSLATED):
            return False
        found = found.ipv4_mapped or found
    return bool(found.is_global and not found.is_multicast)


def public_address(host: str, port: int) -> str:
    """The first address of `host`. Raises AddressRefused when any of its addresses is not public."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(address) for address in found):
        raise AddressRefused("The address is not a public one.")
    return found[0]


class _Timed(requests.Session):
    def request(self, *args: Any, **named: Any) -> requests.Response:
        named.setdefault("timeout", TIMEOUT_SECONDS)
        return super().request(*args, **named)


class _Judged:
    """Connects to the address that was judged, not to the name: TLS goes on checking the name."""

    def _new_conn(self) -> socket.socket:
        connection: Any = self
        address = public_address(connection._dns_host, connection.port)
        return create_connection(
            (address, connection.port),
            connection.timeout,
            source_address=connection.source_address,
            socket_options=connection.socket_options,
        )


class _Plain(_Judged, HTTPConnection):
    pass


class _Secure(_Judged, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Guarded(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
