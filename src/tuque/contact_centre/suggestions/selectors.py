"""What suggestions were worth: of those shown, how many were accepted and recorded; of what was recorded, how much was suggested."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from tuque.accounts.api import Organization
from tuque.contact_centre.suggestions.models import Reply, Suggestion, SuggestionModel


@dataclass(frozen=True)
class Worth:
    """shown = accepted + refused + left alone. `kept` of the `settled` (shown, and recorded since) stand in the record;
    `recorded` is all that records have, suggested or not."""

    shown: int = 0
    accepted: int = 0
    refused: int = 0
    settled: int = 0
    kept: int = 0
    recorded: int = 0

    def __add__(self, other: "Worth") -> "Worth":
        return Worth(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def left(self) -> int:
        return self.shown - self.accepted - self.refused

    @property
    def acceptance(self) -> float | None:
        """Percent accepted of those answered."""
        return _percent(self.accepted, self.accepted + self.refused)

    @property
    def precision(self) -> float | None:
        """Percent of the suggestions that stand in the record."""
        return _percent(self.kept, self.settled)

    @property
    def coverage(self) -> float | None:
        """Percent of what was recorded that had been suggested."""
        return _percent(self.kept, self.recorded)


@dataclass
class Measured:
    total: Worth = field(default_factory=Worth)
    by_language: dict[str, Worth] = field(default_factory=lambda: defaultdict(Worth))
    by_choice: dict[tuple[str, str], Worth] = field(default_factory=lambda: defaultdict(Worth))


def measure(organization: Organization, *, since: datetime) -> Measured:
    """Of suggestions made since then."""
    shown = Q(shown_at__isnull=False)
    rows = (
        Suggestion.objects.filter(organization=organization, made_at__gte=since)
        .values("language", "field", "choice")
        .annotate(
            shown=Count("pk", filter=shown),
            accepted=Count("pk", filter=Q(reply=Reply.ACCEPTED)),
            refused=Count("pk", filter=Q(reply=Reply.REFUSED)),
            settled=Count("pk", filter=shown & Q(recorded__isnull=False)),
            kept=Count("pk", filter=shown & Q(recorded=True)),
            recorded_ones=Count("pk", filter=Q(recorded=True)),
        )
        .order_by("field", "choice", "language")
    )
    found = Measured()
    for row in rows:
        worth = Worth(row["shown"], row["accepted"], row["refused"], row["settled"], row["kept"], row["recorded_ones"])
        found.total += worth
        found.by_language[row["language"]] += worth
        found.by_choice[row["field"], row["choice"]] += worth
    return found


@dataclass(frozen=True)
class Trial:
    """On people held out: of what was suggested, percent right; of what was recorded, percent suggested."""

    recorded: int = 0
    suggested: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        return _percent(self.right, self.suggested)

    @property
    def recall(self) -> float | None:
        return _percent(self.right, self.recorded)


def trial_of(row: SuggestionModel, *, language: str = "", label: str = "") -> Trial:
    """All labels of a language together, or one label; "" is every language."""
    chosen: Iterable[dict[str, int]] = (
        one for one in row.figures if one["language"] == language and label in ("", one["label"])
    )
    totals = [
        sum(values) for values in zip(*((o["recorded"], o["suggested"], o["right"]) for o in chosen), strict=True)
    ]
    return Trial(*totals)


def list_trainings(organization: Organization, *, most: int = 6) -> list[SuggestionModel]:
    """Newest first, without what they learned."""
    rows = SuggestionModel.objects.filter(organization=organization).select_related("asked_by").defer("weights")
    return list(rows.order_by("-asked_at", "-pk")[:most])


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
