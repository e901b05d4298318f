"""Who went silent. Signs of life are too many for the log: only a silence that lasted becomes a fact."""

from dataclasses import dataclass, field

from tuque.contact_centre.routing.values import Instant, Seconds


@dataclass
class Watch:
    """A page says that it lives every 3 seconds; the watch looks every second.

    A watch that itself slept (its process stopped, its clock jumped) knows nothing of that time: everyone begins anew,
    so that a stop of ours never cuts every conversation at once.
    """

    patience: Seconds = 8.0
    seen: dict[str, Instant] = field(default_factory=dict)
    looked_at: Instant | None = None

    def alive(self, responder: str, *, at: Instant) -> None:
        self.seen[responder] = at

    def forget(self, responder: str) -> None:
        self.seen.pop(responder, None)

    def look(self, *, at: Instant) -> list[str]:
        """Those who have been silent for `patience`: each is told once."""
        slept = self.looked_at is None or not 0 <= at - self.looked_at < self.patience / 2
        self.looked_at = at
        if slept:
            self.seen = dict.fromkeys(self.seen, at)
            return []
        silent = [responder for responder, seen_at in self.seen.items() if at - seen_at >= self.patience]
        for responder in silent:
            del self.seen[responder]
        return silent
