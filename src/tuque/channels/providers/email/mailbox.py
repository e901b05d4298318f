"""The administrator's own mailbox, looked at by IMAP. A letter is marked as seen only once it is kept here."""

import imaplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LARGEST = 256 * 1024  # of a letter, its first bytes are read: words come before pictures
MOST_AT_ONCE = 50
TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Mailbox:
    """`is_open`: without TLS, for a server on the same machine or in a test."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    line: str
    address: str
    is_open: bool = False


class Unreachable(Exception):
    """The mailbox does not answer, or refuses: `code` says which, without a word of what is in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def from_url(url: str) -> Mailbox | None:
    """`imaps://user:password@host:993/INBOX?line=CODE&address=help@example.org`; None for no URL. Raises ValueError."""
    if not url:
        return None
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username or "")
    address = asked.get("address", user)
    if parts.scheme not in ("imaps", "imap") or not parts.hostname or not asked.get("line") or "@" not in address:
        raise ValueError("mailbox")
    is_open = parts.scheme == "imap"
    return Mailbox(
        host=parts.hostname,
        port=parts.port or (143 if is_open else 993),
        user=user,
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        line=asked["line"],
        address=address,
        is_open=is_open,
    )


def look(box: Mailbox, keep: Callable[[bytes], None]) -> int:
    """Give each letter that was not seen yet to `keep`, then mark it as seen; how many. Raises Unreachable."""
    try:
        with _connected(box) as server:
            _done(server.login(box.user, box.password), "login")
            _done(server.select(f'"{box.folder}"'), "folder")
            found = _done(server.uid("SEARCH", "UNSEEN"), "search")
            names = (found[0] or b"").split()[:MOST_AT_ONCE]
            for name in names:
                keep(_fetch(server, name.decode()))
                _done(server.uid("STORE", name.decode(), "+FLAGS", r"(\Seen)"), "store")
            return len(names)
    except (imaplib.IMAP4.error, OSError) as problem:
        raise Unreachable(type(problem).__name__.lower()[:40]) from problem


def _connected(box: Mailbox) -> imaplib.IMAP4:
    if box.is_open:
        return imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT_SECONDS)
    return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS)


def _fetch(server: imaplib.IMAP4, name: str) -> bytes:
    """The beginning of one letter: a larger one is not read further, nor held in memory."""
    found = _done(server.uid("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST}>)"), "fetch")
    return next((bytes(one[1])[:LARGEST] for one in found if isinstance(one, tuple)), b"")


def _done(answer: tuple[str, Any], what: str) -> Any:
    if answer[0] != "OK":
        raise Unreachable(what)
    return answer[1]
