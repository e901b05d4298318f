"""What became of a file: counts, and the same in words."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tuque.core.reading_tables import Refusal
from tuque.interactions.imports.reasons import FLAG, value_message

LONGEST_SHOWN = 60  # letters of a value that the terminal shows


@dataclass
class Counts:
    """Each row of the file is counted once as new, changed, same, in conflict (changed, though someone corrected it here:
    the correction stays) or refused; `events` are the rows of the log."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    conflicts: int = 0
    refused: int = 0
    flagged: int = 0
    events: int = 0


@dataclass
class Summary:
    counts: Counts = field(default_factory=Counts)
    flags: Counter[str] = field(default_factory=Counter)
    flagged: dict[str, int] = field(default_factory=dict)  # the first line of each flag
    reasons: Counter[str] = field(default_factory=Counter)
    first: dict[str, Refusal] = field(default_factory=dict)  # of each reason
    seconds: float = 0.0
    dry_run: bool = False
    refused_file: str = ""
    batch: str = ""

    def as_json(self) -> dict[str, object]:
        return {**asdict(self.counts), "flags": dict(self.flags), "reasons": dict(self.reasons), "seconds": round(self.seconds, 2),
                "dry_run": self.dry_run, "refused_file": self.refused_file, "batch": self.batch}  # fmt: skip

    def in_words(self, file_name: str) -> list[str]:
        """What became of the file, in the reader's language: a line for each reason, the whole in the last one."""
        lines = [
            _("  flagged %(count)s, the first at line %(line)s: %(why)s")
            % {"count": _written(count), "line": self.flagged[code], "why": FLAG[code]}
            for code, count in self.flags.most_common()
        ]
        for code, count in self.reasons.most_common():
            one = self.first[code]
            named = {"count": _written(count), "line": one.line, "why": value_message(code, one.value[:LONGEST_SHOWN])}
            lines.append(_("  refused %(count)s, the first at line %(line)s: %(why)s") % named)
        if self.refused_file:
            lines.append(_("  What was refused, and why: %(file)s") % {"file": self.refused_file})
        counts = {name: _written(count) for name, count in asdict(self.counts).items()}
        whole = (
            _(
                "Would import %(file)s: %(read)s rows read, %(new)s new, %(changed)s changed, %(same)s already here, %(conflicts)s in conflict with a correction made here, %(refused)s refused, %(flagged)s flagged, in %(seconds)s s."
            )
            if self.dry_run
            else _(
                "Imported %(file)s: %(read)s rows read, %(new)s new, %(changed)s changed, %(same)s already here, %(conflicts)s in conflict with a correction made here, %(refused)s refused, %(flagged)s flagged, in %(seconds)s s."
            )
        )
        return [*lines, whole % {**counts, "file": file_name, "seconds": number_format(self.seconds, 1)}]


def _written(count: int) -> str:
    return number_format(count, 0, force_grouping=True)
