"""Server processes that are killed without warning while people write: what was acknowledged is there, once, in order.

Four processes serve one database; each time that so many more messages were acknowledged, one of those that are up is killed
and begun again. While they come back others die: at times none answers. Each page sends a message until it is acknowledged,
under the same id, to whichever process answers; readers follow live, and come back with their last number.
"""

import json
import os
import random
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tuque.bench import ground
from tuque.bench.history import Talk, Verdict, judge
from tuque.bench.result import Figure, Result
from tuque.core.ids import new_id

WRITERS, TALKS_EACH = 6, 30
SERVERS = 4
MESSAGES_A_KILL = 100  # 100,000 messages for 1,000 kills
GIVE_UP_SECONDS, START_SECONDS = 60, 180
TRUST = ssl.create_default_context()  # made once: a client's own takes longer than what it asks
NO_ANSWER = (httpx.HTTPError, json.JSONDecodeError, OSError)


def run(*, quick: bool) -> Result:
    """1,000 kills; 50 with `quick`."""
    kills = 50 if quick else 1_000
    postgres = ground.postgres_address() is not None
    with (
        ground.scratch_database(postgres=postgres) as database,
        ground.environment_of(database) as environment,
        TemporaryDirectory() as folder,
    ):
        ground.run_module("tuque", "database", "migrate", environment=environment)
        verdict = drive(environment, Path(folder), kills=kills, seed=1)
    return Result(
        "faults",
        [
            Figure("kills", kills, "kills"),
            Figure("messages", verdict.acknowledged, "messages", kills * MESSAGES_A_KILL, at_most=False),
            Figure("lost", verdict.lost, "messages", 0),
            Figure("doubled", verdict.doubled, "messages", 0),
            Figure("out_of_order", verdict.out_of_order, "messages", 0),
            Figure("unseen", verdict.unseen, "messages", 0),
        ],
        [],
        [
            f"{SERVERS} processes on {'PostgreSQL' if postgres else 'SQLite'}, one killed (SIGKILL) for each {MESSAGES_A_KILL} messages; "
            f"{WRITERS} writers in {WRITERS * TALKS_EACH} conversations, {WRITERS} live readers."
        ],
    )


def drive(
    environment: Mapping[str, str],
    folder: Path,
    *,
    kills: int,
    seed: int,
    talks_each: int = TALKS_EACH,
    messages_a_kill: int = MESSAGES_A_KILL,
    processes: int = SERVERS,
) -> Verdict:
    """Serve a migrated database, kill and write; what the history says. Each writer goes around `talks_each` conversations."""
    made = json.loads(ground.run_module("tuque.bench.site", "chat", str(WRITERS * talks_each), environment=environment))
    talks = {name: Talk() for name in made["conversations"]}
    with several_servers(environment, folder, processes) as servers:
        going = Going(made["line"], made["key"], [server.address for server in servers], talks)
        names = list(talks)
        parts = [names[number::WRITERS] for number in range(WRITERS)]
        threads = [threading.Thread(target=going.write, args=(part, number)) for number, part in enumerate(parts)]
        threads += [threading.Thread(target=going.follow, args=(part[0], number)) for number, part in enumerate(parts)]
        for thread in threads:
            thread.start()
        try:
            kill_as_they_write(servers, going, kills=kills, messages_a_kill=messages_a_kill, seed=seed)
        finally:
            going.enough.set()
        for thread in threads[:WRITERS]:
            thread.join()
        going.finish()
        for thread in threads[WRITERS:]:
            thread.join()
    return judge(talks)


def kill_as_they_write(servers: "list[Server]", going: "Going", *, kills: int, messages_a_kill: int, seed: int) -> None:
    """Kill number n when `n * messages_a_kill` messages were acknowledged; the victim comes back while others may die."""
    chance = random.Random(seed)  # noqa: S311  which process dies is no secret
    with ThreadPoolExecutor(len(servers)) as pool:
        coming_back: list[Future[None]] = []
        for number in range(1, kills + 1):
            while going.acknowledged < number * messages_a_kill or not any(server.is_up for server in servers):
                time.sleep(0.01)
                coming_back = [one for one in coming_back if not (one.done() and one.result() is None)]
            victim = chance.choice([server for server in servers if server.is_up])
            victim.kill()
            coming_back.append(pool.submit(victim.start))
        for one in coming_back:
            one.result()


@dataclass
class Server:
    """A process that serves pages and streams, and can be killed and begun again on its port."""

    port: int
    environment: Mapping[str, str]
    folder: Path
    process: "subprocess.Popen[bytes] | None" = None
    is_up: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with (self.folder / f"{self.port}.log").open("ab") as log:
            command = [sys.executable, "-m", "tuque", "serve", "--streams", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=dict(self.environment), stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        with httpx.Client(verify=TRUST, timeout=1) as client:
            while time.monotonic() < until:
                try:
                    client.get(f"{self.address}/healthy")
                except httpx.HTTPError:
                    time.sleep(0.05)
                else:
                    self.is_up = True
                    return
        raise RuntimeError(f"A process that was killed did not come back; its log is {self.folder}/{self.port}.log")

    def kill(self) -> None:
        assert self.process is not None  # noqa: S101  it was started
        self.is_up = False
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def several_servers(environment: Mapping[str, str], folder: Path, processes: int) -> Iterator[list[Server]]:
    servers = [Server(ground.free_port(), environment, folder) for _ in range(processes)]
    try:
        with ThreadPoolExecutor(processes) as pool:
            list(pool.map(Server.start, servers))
        yield servers
    finally:
        for server in servers:
            if server.process is not None:
                server.process.terminate()
                server.process.wait(timeout=20)


@dataclass
class Going:
    """Writers and readers, and when they may stop."""

    line: str
    key: str
    addresses: list[str]
    talks: dict[str, Talk]
    enough: threading.Event = field(default_factory=threading.Event)
    all_read: threading.Event = field(default_factory=threading.Event)

    @property
    def acknowledged(self) -> int:
        return sum(len(talk.acked) for talk in self.talks.values())

    @property
    def head(self) -> dict[str, str]:
        return {"X-Key": self.key, "Accept": "application/json"}

    def write(self, names: list[str], turn: int) -> None:
        """One message after the other, each until it is acknowledged."""
        with httpx.Client(verify=TRUST, timeout=5, headers=self.head) as client:
            while not self.enough.is_set():
                for name in names:
                    talk, message = self.talks[name], str(new_id())
                    talk.sent.append(message)
                    turn = self._send(client, name, message, turn)

    def _send(self, client: httpx.Client, name: str, message: str, turn: int) -> int:
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            address = f"{self.addresses[turn % len(self.addresses)]}/c/{self.line}/{name}/say"
            try:
                answer = client.post(address, json={"id": message, "text": message})
                number = answer.json()["sequence"] if answer.status_code == 200 else None
                if number is not None:  # without one it is in the reserve: sent again, it has its number
                    self.talks[name].acked[message] = int(number)
                    return turn
            except NO_ANSWER:
                pass
            turn += 1
            time.sleep(0.02)
        return turn

    def follow(self, name: str, turn: int) -> None:
        """A live reader that comes back with its last number, to the other process."""
        talk = self.talks[name]
        talk.is_followed = True
        with httpx.Client(verify=TRUST, timeout=2, headers={**self.head, "Accept": "text/event-stream"}) as client:
            while not self.all_read.is_set():
                last = talk.shown[-1][0] if talk.shown else 0
                address = f"{self.addresses[turn % len(self.addresses)]}/streams/open/chat/{self.line}.{name}"
                try:
                    with client.stream("GET", address, headers={"Last-Event-ID": str(last)}) as stream:
                        self._take(stream.iter_lines(), talk)
                except NO_ANSWER:
                    time.sleep(0.05)
                turn += 1

    def _take(self, lines: Iterator[str], talk: Talk) -> None:
        number = 0
        for line in lines:
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: "):
                row = json.loads(line[6:])
                if number and "payload" in row:  # a beat tells where the reader is too
                    talk.shown.append((number, row["payload"].get("id", "")))
                number = 0

    def finish(self) -> None:
        """Read what the database has, then give the readers a moment to have it too."""
        with httpx.Client(verify=TRUST, timeout=30, headers=self.head) as client:
            for name, talk in self.talks.items():
                talk.kept = self._read_all(client, name)
        followed = [talk for talk in self.talks.values() if talk.is_followed]
        until = time.monotonic() + 20
        while time.monotonic() < until and any(len(talk.shown) < len(talk.kept) for talk in followed):
            time.sleep(0.1)
        self.all_read.set()

    def _read_all(self, client: httpx.Client, name: str) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        while True:
            address = f"{self.addresses[0]}/streams/open/chat/{self.line}.{name}"
            rows = client.get(address, headers={"Last-Event-ID": str(found[-1][0] if found else 0)}).json()["rows"]
            if not rows:
                return found
            found += [(row["sequence"], row["payload"].get("id", "")) for row in rows]
