"""A letter as it came, made into plain words: whatever its headers claim, whatever is broken in it.

Sources: RFC 5322 (messages), RFC 2045-2047 (MIME), RFC 3834 (what must never be answered by a program), RFC 2919 (lists).
"""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr
from enum import StrEnum
from html.parser import HTMLParser

LONGEST = 6_000  # signs of what a responder reads
LONGEST_SUBJECT = 200
MOST_PARTS = 60
ADDRESS = re.compile(r"[^@\s<>\"(),:;\\]{1,64}@[^@\s<>\"(),:;\\]{1,180}\.[^@\s<>\"(),:;\\.]{2,63}")
# Whoever has such a name never reads an answer.
MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|no-?_?reply|do-?not-?reply|bounces?|ne-?pas-?repondre)\b", re.IGNORECASE
)


class Automatic(StrEnum):
    """Whether a program wrote it. A bounce, an automatic answer and a list are no contact; where it only seems so, a person
    reads it, and no program answers."""

    NO = "no"
    SEEMS = "seems"
    YES = "yes"


@dataclass(frozen=True)
class Letter:
    """`id` is the same whenever the same letter comes again. `pieces`: attachments, which are not read."""

    id: str
    sender: str
    subject: str
    words: str
    automatic: Automatic
    pieces: int = 0

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.subject, self.words) if part)


def read(raw: bytes) -> Letter | None:
    """None when nobody could be answered: no address, or one that is none."""
    headers = BytesHeaderParser(policy=compat32).parsebytes(raw)
    sender = parseaddr(str(headers.get("From", ""))[:1000])[1].strip().lower()
    if not ADDRESS.fullmatch(sender):
        return None
    words, pieces = _words(raw)
    named = str(headers.get("Message-ID", "")).strip()[:400]
    name = named or hashlib.sha256(raw).hexdigest()
    return Letter(
        # Whoever forges the id of someone else's letter keeps nothing of theirs away.
        id=hashlib.sha256(f"{sender}\n{name}".encode("utf-8", "replace")).hexdigest(),
        sender=sender,
        subject=clean(_decoded(headers.get("Subject", "")))[:LONGEST_SUBJECT].replace("\n", " "),
        words=without_quotes(clean(words))[:LONGEST].strip(),
        automatic=automatic(headers, sender),
        pieces=pieces,
    )


def automatic(headers: Message, sender: str) -> Automatic:
    """Source: RFC 3834, section 2; RFC 2919; what servers of lists and of absences write besides."""

    def of(name: str) -> str:
        return str(headers.get(name, "")).strip().lower()

    kind = headers.get_content_type()
    if (
        of("Auto-Submitted").partition(";")[0].strip() not in ("", "no")
        or of("Return-Path") == "<>"
        or kind in ("multipart/report", "message/delivery-status", "message/disposition-notification")
        or sender.startswith(("mailer-daemon@", "postmaster@"))
        or headers.get("List-Id") is not None
        or headers.get("X-Failed-Recipients") is not None
        or of("X-Autoreply") == "yes"
    ):
        return Automatic.YES
    seems = (
        of("Precedence") in ("bulk", "list", "junk", "auto_reply")
        or any(headers.get(name) is not None for name in ("List-Unsubscribe", "X-Auto-Response-Suppress", "X-Autorespond", "Feedback-ID"))
        or MACHINES.match(sender) is not None
    )  # fmt: skip
    return Automatic.SEEMS if seems else Automatic.NO


def _words(raw: bytes) -> tuple[str, int]:
    """The words, plain text before HTML, and how many pieces were left unread. A letter that breaks the parser has none."""
    try:
        message = message_from_bytes(raw, policy=compat32)
        plain, html, pieces = "", "", 0
        for number, part in enumerate(message.walk()):
            if number >= MOST_PARTS:
                break
            if part.is_multipart():
                continue
            kind, is_file = part.get_content_type(), part.get_filename() is not None
            if kind == "text/plain" and not is_file and not plain:
                plain = _text(part)
            elif kind == "text/html" and not is_file and not html:
                html = _text(part)
            else:
                pieces += 1
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, MessageError):
        return "", 1
    return plain or from_html(html), pieces


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset that nobody knows
        return content.decode("utf-8", "replace")


def _decoded(header: object) -> str:
    try:
        return str(make_header(decode_header(str(header)[:2000])))
    except (ValueError, LookupError, MessageError):
        return str(header)


class _Text(HTMLParser):
    """What a reader of a page would see, as lines; nothing of it is ever shown as HTML."""

    BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote"})
    HIDDEN = frozenset({"script", "style", "head", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self.HIDDEN:
            self.hidden += 1
        if tag in self.BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN and self.hidden:
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def from_html(html: str) -> str:
    reader = _Text()
    reader.feed(html)
    return re.sub(r"[ \t]+", " ", "".join(reader.found))


def clean(text: str) -> str:
    """Without what turns lines around or hides signs; few empty lines."""
    kept = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign == "\t" or sign.isprintable())
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", kept)


def without_quotes(text: str) -> str:
    """Without the lines of an earlier letter that stand below, each after a `>`."""
    lines = text.rstrip().split("\n")
    while lines and (lines[-1].lstrip().startswith(">") or not lines[-1].strip()):
        lines.pop()
    return "\n".join(lines) or text
