"""How long a sender may take: whoever dribbles a request holds a line of ours, and nothing else."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0  # for the lines before the body
BODY_SECONDS = 30.0  # for the body, and more for what has come
SLOWEST_BODY = 1_000  # bytes a second: a phone with the worst of signals


class PatientProtocol(H11Protocol):
    """Closes a line whose request does not come at a person's pace. Between requests, the usual keep-alive holds."""

    ending: asyncio.TimerHandle | None = None
    began = 0.0
    received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._close_after(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        was_in_body = self.conn.their_state is h11.SEND_BODY
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY:
            self._note_body(len(data), is_first=not was_in_body)
        elif self.conn.their_state is not h11.IDLE:
            self._rest()
        elif self.ending is None:
            self._close_after(HEAD_SECONDS)

    def _note_body(self, size: int, *, is_first: bool) -> None:
        if is_first:
            self.began, self.received = self.loop.time(), 0
            self._rest()
            self._close_after(BODY_SECONDS)
        self.received += size

    def _close_after(self, seconds: float) -> None:
        self.ending = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        self.ending = None
        if self.conn.their_state is h11.SEND_BODY:
            left = self.began + BODY_SECONDS + self.received / SLOWEST_BODY - self.loop.time()
            if self.flow.read_paused:  # it is we who do not read: the page is busy with what came
                left = max(left, 1.0)
            if left > 0:
                self._close_after(left)
                return
        self.transport.close()

    def _rest(self) -> None:
        if self.ending is not None:
            self.ending.cancel()
            self.ending = None
