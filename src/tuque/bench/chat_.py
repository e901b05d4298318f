"""How long a message takes from who writes it to whoever reads along, while two thousand streams are open; and a text from a
provider's delivery to the console. Beside it, a relay that keeps nothing.

Half of the streams are people's, half are those of the responders who hold them. Some are cut all the while and come back
with their last number.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import shutil
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit

from tuque.bench import ground
from tuque.bench.chat_load import Load, Post, Stream, crowd, run_load
from tuque.bench.result import Figure, Result, Yardstick, percentile
from tuque.core.ids import new_id

MESSAGES_A_SECOND, TEXTS_A_SECOND, CUT_A_SECOND = 100.0, 5.0, 2.0
CROWD = 500
COOKIE = "tuque_session"


def run(*, quick: bool) -> Result:
    """2,000 streams for a minute; with `quick`, 200 for ten seconds."""
    pairs, phones, seconds = (100, 10, 10.0) if quick else (1_000, 50, 60.0)
    postgres = ground.postgres_address() is not None
    with ExitStack() as stack:
        database = stack.enter_context(ground.scratch_database(postgres=postgres))
        environment = stack.enter_context(ground.environment_of(database))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ground.run_module("tuque", "database", "migrate", environment=environment)
        made = json.loads(ground.run_module("tuque.bench.chat_site", str(pairs), str(phones), environment=environment))
        site = stack.enter_context(served(environment, folder, postgres=postgres))
        chat, texts = measure(made, site, seconds=seconds)
        crowd_seconds, turned_away = measure_crowd(made, site.pages)
    bare = measure_bare(pairs, seconds=min(seconds, 15.0))
    deliver = chat.waits
    return Result(
        "chat",
        [
            Figure("deliver_p95_ms", percentile(deliver, 0.95) * 1000, "ms", 50),
            Figure("deliver_p50_ms", percentile(deliver, 0.5) * 1000, "ms"),
            Figure("deliver_p99_ms", percentile(deliver, 0.99) * 1000, "ms"),
            Figure("acknowledge_p95_ms", percentile(chat.acknowledged, 0.95) * 1000, "ms"),
            Figure("lost", chat.lost, "messages", 0),
            Figure("doubled", chat.doubled, "messages", 0),
            Figure("refused", len(chat.load.sent.refused), "messages", 0),
            Figure("webhook_to_console_p95_ms", percentile(texts.waits, 0.95) * 1000, "ms", 1_000),
            Figure("texts_lost", texts.lost + texts.doubled, "messages", 0),
            Figure("crowd_s", crowd_seconds, "s", 3),
            Figure("crowd_turned_away", turned_away, "people", 0),
        ],
        [Yardstick("bare_relay_p95_ms", percentile(bare.waits, 0.95) * 1000, "ms")],
        [
            f"{2 * pairs} streams, {MESSAGES_A_SECOND:g} messages/s for {seconds:g} s, {CUT_A_SECOND:g} streams cut and back each "
            f"second; {'PostgreSQL' if postgres else 'SQLite'}. {site.note}",
            "Counted from the first byte sent to the last reader's: the acknowledgement, which comes after the commit, is on the "
            "way. The load took "
            f"{chat.load.cpu_share:.0%} of one core, {bare.load.cpu_share:.0%} before the relay.",
            *{said.decode(errors="replace") for said in chat.load.sent.refused[:3]},
        ],
    )


# What is served


@dataclass(frozen=True)
class Site:
    pages: str
    streams: str
    note: str


@contextmanager
def served(environment: Mapping[str, str], folder: Path, *, postgres: bool) -> Iterator[Site]:
    """As docs/how-to/run-a-larger-site.md says, without the proxy: two processes of pages, one of streams, the work, the bus.
    On SQLite, everything in one process and the work beside it."""
    with ExitStack() as stack:
        if not postgres:
            folder.joinpath("one").mkdir()
            one = stack.enter_context(ground.served("serve", environment=environment, folder=folder / "one"))
            yield Site(one, one, "One process.")
            return
        bus = stack.enter_context(bus_on(folder))
        everywhere = {**environment, **({"TUQUE_BUS_URL": bus} if bus else {})}
        for part in ("pages", "streams"):
            folder.joinpath(part).mkdir()
        pages = ["serve", "--pages", "--processes", "2"]
        stack.enter_context(worked(everywhere, folder))
        yield Site(
            stack.enter_context(ground.served(*pages, environment=everywhere, folder=folder / "pages")),
            stack.enter_context(ground.served("serve", "--streams", environment=everywhere, folder=folder / "streams")),
            "Two processes of pages, one of streams, one of work"
            + (", Redis between them." if bus else "; no Redis here: they look twice a second."),
        )


@contextmanager
def bus_on(folder: Path) -> Iterator[str]:
    """A Redis of its own that keeps nothing; none where it is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield ""
        return
    port = ground.free_port()
    command = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    with ended(subprocess.Popen(command, stdout=subprocess.DEVNULL)):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def worked(environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    with (folder / "work.log").open("w") as log:
        command = [sys.executable, "-m", "tuque", "work"]
        with ended(subprocess.Popen(command, env=dict(environment), stdout=log, stderr=log)):
            yield


@contextmanager
def ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


# What is measured


@dataclass(frozen=True)
class Measured:
    """Seconds from sending to each reader and to the acknowledgement; what was acknowledged and not shown to a reader, and
    what one was shown twice."""

    load: Load
    waits: list[float]
    acknowledged: list[float]
    lost: int
    doubled: int


def measure(made: Mapping[str, Any], site: Site, *, seconds: float) -> tuple[Measured, Measured]:
    """People chat, then phones write while all streams of the chat are still counted as gone."""
    code, key = made["line"], made["key"]
    readers = {name: [Stream(site.streams, f"/streams/open/chat/{code}.{name}", {"X-Key": key}),
                      Stream(site.streams, f"/streams/conversation/{name}", {"Cookie": f"{COOKIE}={session}"})]
               for name, session in made["chats"]}  # fmt: skip
    names, chosen = list(readers), dict[str, str]()

    def say(number: int) -> Post:
        name, message = names[(number * 7) % len(names)], str(new_id())
        chosen[message] = name
        body = json.dumps({"id": message, "text": f"I do not know where to begin. {message}"}).encode()
        return Post(message, f"/c/{code}/{name}/say", {"X-Key": key, "Content-Type": "application/json"}, body)

    chat = judged(readers, site.pages, say, chosen, a_second=MESSAGES_A_SECOND, seconds=seconds)
    consoles = {number: [Stream(site.streams, f"/streams/conversation/{name}", {"Cookie": f"{COOKIE}={session}"})]
                for number, name, session in made["phones"]}  # fmt: skip
    return chat, measure_texts(consoles, site.pages, made, seconds=min(seconds, 30.0))


def measure_texts(
    consoles: Mapping[str, Sequence[Stream]], address: str, made: Mapping[str, Any], *, seconds: float
) -> Measured:
    """As Twilio delivers: a signed form to the address that was given to it. Its words come to the console by the outbox."""
    numbers, chosen, webhook = list(consoles), dict[str, str](), made["webhook"]

    def text(number: int) -> Post:
        sender, name = numbers[number % len(numbers)], f"SM{new_id().hex}"
        fields = {"MessageSid": name, "SmsSid": name, "SmsStatus": "received", "NumMedia": "0", "NumSegments": "1",
                  "From": sender, "To": made["number"], "Body": f"Are you there? {number}", "ApiVersion": "2010-04-01"}  # fmt: skip
        message = str(uuid.uuid5(uuid.UUID(made["account"]), name))
        chosen[message] = sender
        head = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": twilio_signature(webhook, fields, made["token"]),
        }
        return Post(message, urlsplit(webhook).path, head, urlencode(fields).encode())

    return judged(consoles, address, text, chosen, a_second=TEXTS_A_SECOND, seconds=seconds, cut=0.0)


def twilio_signature(url: str, fields: Mapping[str, str], token: str) -> str:
    """As Twilio's documentation says; the code that checks it is not used."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def measure_crowd(made: Mapping[str, Any], address: str) -> tuple[float, int]:
    """A shelter, a school: CROWD people behind one address open the chat's page and begin, all at once."""

    def visit() -> list[Post]:
        name = str(new_id())
        body = json.dumps({"id": name, "key": made["key"], "language": "en"}).encode()
        return [Post("", f"/c/{made['line']}/en", {}, b"", "GET"),
                Post(name, f"/c/{made['line']}/begin", {"Content-Type": "application/json"}, body)]  # fmt: skip

    return asyncio.run(crowd(address, [visit() for _ in range(CROWD)]))


def measure_bare(pairs: int, *, seconds: float) -> Measured:
    """The same load before a relay that keeps nothing."""
    port = ground.free_port()
    address = f"http://127.0.0.1:{port}"
    readers = {f"/{number}": [Stream(address, f"/{number}", {}), Stream(address, f"/{number}", {})]
               for number in range(pairs)}  # fmt: skip
    names, chosen = list(readers), dict[str, str]()

    def say(number: int) -> Post:
        name, message = names[(number * 7) % len(names)], str(new_id())
        chosen[message] = name
        return Post(
            message, name, {}, json.dumps({"id": message, "text": f"I do not know where to begin. {message}"}).encode()
        )

    with ended(subprocess.Popen([sys.executable, "-m", "tuque.bench.bare_relay", str(port)])):
        ground.wait_for(address)
        return judged(readers, address, say, chosen, a_second=MESSAGES_A_SECOND, seconds=seconds, cut=0.0)


def judged(
    readers: Mapping[str, Sequence[Stream]],
    address: str,
    make: Callable[[int], Post],
    chosen: Mapping[str, str],
    *,
    a_second: float,
    seconds: float,
    warm: float = 3.0,
    cut: float = CUT_A_SECOND,
) -> Measured:
    """`chosen` says which readers a message is for."""
    every = [stream for some in readers.values() for stream in some]
    load = asyncio.run(run_load(every, address, make, a_second=a_second, seconds=seconds, warm=warm, cut_a_second=cut))
    return compare(readers, load, chosen)


def compare(readers: Mapping[str, Sequence[Stream]], load: Load, chosen: Mapping[str, str]) -> Measured:
    sent = load.sent
    came = {
        id(stream): {name: at for _number, name, at in stream.shown} for some in readers.values() for stream in some
    }
    waits, lost = list[float](), 0
    for message in sent.acknowledged:
        for stream in readers[chosen[message]]:
            at = came[id(stream)].get(message)
            if at is None:
                lost += 1
            else:
                waits.append(at - sent.begun[message])
    doubled = sum(
        count - 1
        for some in readers.values()
        for stream in some
        for count in Counter(name for _number, name, _at in stream.shown).values()
    )
    acknowledged = [sent.acknowledged[name] - sent.begun[name] for name in sent.acknowledged]
    return Measured(load, waits, acknowledged, lost, doubled)
