"""Sessions that ended by force, read as they appear: a worker disabled, a session ended from another device."""

from dataclasses import dataclass

from tuque.accounts.models import SignOut
from tuque.core.streams import Opening

SIGN_OUT_BELL = "signouts"
# Rows are numbered before they are committed: one with a smaller number may appear a little after its neighbours.
LOOK_BACK = 200


@dataclass(frozen=True)
class Ended:
    """`session` empty means every session of the worker."""

    worker_id: int
    session: str

    def names(self, opening: Opening) -> bool:
        return self.worker_id == opening.worker_id and self.session in ("", opening.session_hash)


class Endings:
    """Remembers which rows were read. The first look only finds out where the table stands: who opens a stream later is
    checked at its opening."""

    def __init__(self) -> None:
        self.last: int | None = None
        self.seen: set[int] = set()

    def new(self) -> list[Ended]:
        first_look = self.last is None
        if self.last is None:
            self.last = SignOut.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        rows = list(
            SignOut.objects.filter(pk__gt=self.last - LOOK_BACK).values_list("pk", "worker_id", "session_key_hash")
        )
        fresh = [row for row in rows if row[0] not in self.seen]
        self.last = max([self.last, *(row[0] for row in rows)])
        self.seen = {row[0] for row in rows if row[0] > self.last - LOOK_BACK}
        return [] if first_look else [Ended(worker_id, session) for _pk, worker_id, session in fresh]
