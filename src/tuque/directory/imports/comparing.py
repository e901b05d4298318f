"""What a feed would change: plain values in, plain values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tuque.directory.imports.bundle import KEPT_BY_ID

Row = Mapping[str, Any]
Rows = Mapping[str, Mapping[str, Row]]
DROPS_TOO_MUCH = 0.10
UNCOUNTED = ("metadata", "meta_table_description")  # of no one's concern who looks for a service
OUT = ("inactive", "defunct")


@dataclass
class Diff:
    """By object: ids added, gone, back; and of those changed, each field with its value before and after."""

    added: dict[str, list[str]] = field(default_factory=dict)
    changed: dict[str, dict[str, dict[str, tuple[Any, Any]]]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)
    back: dict[str, list[str]] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)
    two_sites: list[str] = field(default_factory=list)
    inactive: list[str] = field(default_factory=list)
    live: dict[str, int] = field(default_factory=dict)
    kept_out: dict[str, list[str]] = field(default_factory=dict)
    """Named by the feed, and taken out by a person here: they stay out."""

    @property
    def drops(self) -> dict[str, float]:
        """The tables that would lose more than a tenth of their records, and how much: the worst first.

        One record alone may go by itself, unless it is the last. Details whose id is made of what they say are told by their number: one
        that is changed is one gone and one new.
        """
        found = {}
        for name, live in self.live.items():
            gone = len(self.gone.get(name, ()))
            if name not in KEPT_BY_ID:
                gone -= len(self.added.get(name, ())) + len(self.back.get(name, ()))
            if name not in UNCOUNTED and live and gone / live > DROPS_TOO_MUCH and (gone > 1 or gone == live):
                found[name] = gone / live
        return dict(sorted(found.items(), key=lambda one: -one[1]))

    def counts(self) -> dict[str, dict[str, int]]:
        names = sorted({*self.added, *self.changed, *self.gone, *self.back, *self.same})
        return {
            name: {
                "added": len(self.added.get(name, ())),
                "changed": len(self.changed.get(name, ())),
                "gone": len(self.gone.get(name, ())),
                "back": len(self.back.get(name, ())),
                "same": self.same.get(name, 0),
            }
            for name in names
        }

    @property
    def is_empty(self) -> bool:
        return not any((self.added, self.changed, self.gone, self.back))


def compare(
    old: Rows,
    new: Rows,
    *,
    gone_before: Mapping[str, set[str]],
    taken_out: Mapping[str, set[str]] = MappingProxyType({}),
) -> Diff:
    """`old` holds every record of the source, those gone before too, whose ids are in `gone_before`; those of `taken_out` among them
    were taken out by a person, and no feed brings them back."""
    diff = Diff()
    for name, rows in new.items():
        known, absent = old.get(name, {}), gone_before.get(name, set())
        added = [row_id for row_id in rows if row_id not in known]
        stays_out = taken_out.get(name, set())
        back = [row_id for row_id in rows if row_id in absent and row_id not in stays_out]
        kept_out = [row_id for row_id in rows if row_id in stays_out]
        gone = [row_id for row_id in known if row_id not in rows and row_id not in absent]
        changed = {}
        for row_id, row in rows.items():
            if row_id in known and (fields := _fields(known[row_id], row)):
                changed[row_id] = fields
        if added:
            diff.added[name] = added
        if back:
            diff.back[name] = back
        if gone:
            diff.gone[name] = gone
        if kept_out:
            diff.kept_out[name] = kept_out
        if changed:
            diff.changed[name] = changed
        same = len(rows) - len(added) - len({*changed, *back})
        if same:
            diff.same[name] = same
        diff.live[name] = len(known) - len(absent)
    _notice(diff, old, new)
    return diff


def _fields(before: Row, after: Row) -> dict[str, tuple[Any, Any]]:
    """Fields whose value differs; what is empty in both, however it is written, does not."""
    names = dict.fromkeys((*before, *after))
    return {
        name: (before.get(name), after.get(name)) for name in names if _norm(before.get(name)) != _norm(after.get(name))
    }


def _norm(value: Any) -> Any:
    if value in (None, "", {}, [], ()):
        return None
    if isinstance(value, list | tuple):
        return [*value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def _notice(diff: Diff, old: Rows, new: Rows) -> None:
    """What a person should look at: services that are now in two places or more, and those that no longer serve."""
    before, after = _places(old), _places(new)
    diff.two_sites = [
        service
        for service, places in after.items()
        if len(places) > 1 and service in before and len(before[service]) < len(places)
    ]
    for row_id, fields in diff.changed.get("service", {}).items():
        if "status" in fields and fields["status"][1] in OUT:
            diff.inactive.append(row_id)


def _places(rows: Rows) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows.get("service_at_location", {}).values():
        if row.get("service_id") and row.get("location_id"):
            found.setdefault(row["service_id"], set()).add(row["location_id"])
    return found
