"""The rows of a feed written in bulk: what is new, what changed, what is gone; nothing is ever deleted."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tuque.directory import flat
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS, Kind, Object
from tuque.directory.imports import beside, days, of_others, overwriting, people
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.comparing import Diff, compare
from tuque.directory.imports.remembering import GONE, HERE, Memory
from tuque.directory.models import FieldText, Source
from tuque.directory.models.main import Main, Status
from tuque.directory.models.sources import TextState
from tuque.directory.taxonomies import terms

BATCH = 1000
STATUSES = {str(one) for one in Status}
Progress = Callable[[int, int], None]


def compare_with(source: Source, bundle: Bundle, *, progress: Progress = lambda _done, _total: None) -> Diff:
    """What the feed would change of what is there."""
    of_others.pass_over(source, bundle)
    chosen = flat.everything_of(source.pk)
    named = flat.ids_of(chosen)
    # The history that was written here is not the feed's to take away; a package of ours may name it again.
    here = chosen["metadata"].filter(updated_by__startswith=HERE).values_list("hsds_id", flat=True)
    ours = set(here) - bundle.rows["metadata"].keys()
    old: dict[str, dict[str, Mapping[str, Any]]] = {}
    gone, taken_out = {}, {}
    for number, (name, rows) in enumerate(chosen.items()):
        progress(number, len(chosen))
        told = flat.rows(name, rows, named=named)
        old[name] = {row_id: row for row_id, row in told if name != "metadata" or row_id not in ours}
        absent = dict(rows.filter(gone_at__isnull=False).values_list("hsds_id", "said"))
        gone[name] = set(absent)
        taken_out[name] = {row_id for row_id, said in absent.items() if GONE in said}
    diff = compare(old, bundle.rows, gone_before=gone, taken_out=taken_out)
    days.add_to(diff, source, bundle)
    return diff


def write(source: Source, bundle: Bundle, *, at: datetime, progress: Progress = lambda _done, _total: None) -> Diff:
    """Bring the source's records in line with the feed; within a transaction of the caller's, the source's row locked."""
    diff = compare_with(source, bundle)
    writer = _Writer(source, bundle, diff, at)
    total = sum(
        len(ids) for ids in (*diff.added.values(), *diff.changed.values(), *diff.gone.values(), *diff.back.values())
    )
    done = 0
    for name in OBJECTS:
        done += writer.write(name)
        progress(done, total)
    writer.finish()
    progress(total, total)
    return diff


class _Writer:
    def __init__(self, source: Source, bundle: Bundle, diff: Diff, at: datetime) -> None:
        self.source, self.bundle, self.diff, self.at = source, bundle, diff, at
        self.language = bundle.language or source.language
        self.pks: dict[str, dict[str, int]] = {}
        self.public: dict[str, dict[str, UUID]] = {}
        self.memory = Memory(source, at)
        self.stale: list[tuple[UUID, str]] = []

    def write(self, name: str) -> int:
        described = OBJECTS[name]
        model = model_of(name)
        added, changed = self.diff.added.get(name, []), self.diff.changed.get(name, {})
        rows = self.bundle.rows[name]
        model.objects.bulk_create([self._new(described, row_id, rows[row_id]) for row_id in added], batch_size=BATCH)
        known = model.objects.filter(source=self.source)
        self.pks[name] = dict(known.values_list("hsds_id", "pk"))
        if name not in flat.LINKED:
            self.public[name] = dict(known.values_list("hsds_id", "public_id"))
        self._tie_to_own_kind(described, added)
        if changed:
            self._change(described, changed)
        gone, back = self.diff.gone.get(name, []), self.diff.back.get(name, [])
        self._move(name, known, gone, self.at)
        self._move(name, known, back, None)
        hidden = [row_id for entity, row_id in self.bundle.confidential if entity == name]
        for ids in _batches(hidden):  # a feed may hide; that something is no longer confidential, a person says
            known.filter(hsds_id__in=ids, is_confidential=False).update(is_confidential=True)
        return len(added) + len(changed) + len(gone) + len(back)

    def _move(self, name: str, known: Any, named: list[str], gone_at: datetime | None) -> None:
        """Out of the directory, or back in it."""
        for ids in _batches(named):
            rows = known.filter(hsds_id__in=ids)
            if name not in flat.LINKED:
                for record, before in rows.values_list("public_id", "gone_at"):
                    self.memory.moved(name, record, before, gone_at)
            rows.update(gone_at=gone_at, changed_at=self.at)

    def _new(self, described: Object, row_id: str, row: Mapping[str, Any]) -> Any:
        made = model_of(described.name)(
            organization_id=self.source.organization_id,
            source=self.source,
            hsds_id=row_id,
            written_in=self.language,
            changed_at=self.at,
            extra=row.get("extra", {}),
            is_confidential=(described.name, row_id) in self.bundle.confidential,
        )
        self._fill(described, made, row, row.keys())
        return made

    def _fill(self, described: Object, made: Any, row: Mapping[str, Any], names: Iterable[str]) -> None:
        """Set the fields and links of `names`, and what follows from them. Links to one's own kind come later."""
        for name in names:
            if name in described.fields:
                field = described.fields[name]
                setattr(made, field.at, stored(row.get(name), field.kind, decimal=described.name == "cost_option"))
            elif name in described.links and described.links[name].to != described.name:
                link = described.links[name]
                setattr(made, f"{link.attr}_id", self.pks[link.to].get(row.get(name) or ""))
            elif name == "extra":
                made.extra = row.get("extra") or {}
            elif name == "link":
                entity, linked = row.get("link") or ("", "")
                setattr(
                    made,
                    "link" if described.name == "attribute" else "resource",
                    self.public.get(entity, {}).get(linked),
                )
                setattr(made, flat.LINKED[described.name], entity)
        derive(described.name, made)

    def _tie_to_own_kind(self, described: Object, added: Iterable[str]) -> None:
        for link in described.links.values():
            if link.to != described.name:
                continue
            model, rows = model_of(described.name), self.bundle.rows[described.name]
            tied = [
                model(
                    pk=self.pks[described.name][row_id],
                    **{f"{link.attr}_id": self.pks[described.name].get(rows[row_id][link.name])},
                )
                for row_id in added
                if rows[row_id].get(link.name)
            ]
            model.objects.bulk_update(tied, [link.attr], batch_size=BATCH)

    def _change(self, described: Object, changed: Mapping[str, Mapping[str, tuple[Any, Any]]]) -> None:
        model = model_of(described.name)
        columns = {"changed_at", "said", "extra"}
        touched = []
        for ids in _batches(list(changed)):
            for record in model.objects.filter(source=self.source, hsds_id__in=ids):
                fields = self._heard(described, record, changed[record.hsds_id])
                row = self.bundle.rows[described.name][record.hsds_id]
                own = [
                    name for name in fields if name in described.links and described.links[name].to == described.name
                ]
                for name in own:
                    link = described.links[name]
                    setattr(record, f"{link.attr}_id", self.pks[described.name].get(row.get(name) or ""))
                    columns.add(link.attr)
                self._fill(described, record, row, [name for name in fields if name not in own])
                columns |= {described.fields[name].at for name in fields if name in described.fields}
                columns |= {described.links[name].attr for name in fields if name in described.links}
                columns |= {"link", "link_entity"} if "link" in fields and described.name == "attribute" else set()
                record.changed_at = self.at
                touched.append(record)
                self._remember(described, record, fields)
        columns |= DERIVED.get(described.name, set())
        if described.name == "metadata":
            columns -= {"link"}
        model.objects.bulk_update(touched, sorted(columns), batch_size=200)

    def _heard(
        self, described: Object, record: Any, fields: Mapping[str, tuple[Any, Any]]
    ) -> dict[str, tuple[Any, Any]]:
        """What the feed may change by itself. What a person changed here waits for a person, when the source says something new."""
        heard = {}
        for name, (before, after) in fields.items():
            if name not in record.said:
                heard[name] = (before, after)
            elif name in described.links or name == "link":  # a merge hung it elsewhere
                record.said[name] = after
            elif record.said[name] != (after or ""):
                record.said[name] = after or ""
                self.memory.ask(described.name, record.public_id, name, before, after)
        if isinstance(record, Main) and record.merged_into:
            stands = model_of(described.name).objects.select_related("source").get(public_id=record.merged_into)
            for name, (before, after) in heard.items():
                if name in described.fields and after not in (None, "") and not self._yields(described, stands, name):
                    self.memory.ask(described.name, record.merged_into, name, before, after)
        return heard

    def _yields(self, described: Object, stands: Any, name: str) -> bool:
        """Whether a source that is heard before this one says something of the field already."""
        said = getattr(stands, described.fields[name].at)
        return stands.source.rank < self.source.rank and said not in (None, "")

    def _remember(self, described: Object, record: Any, fields: Mapping[str, tuple[Any, Any]]) -> None:
        if described.name in flat.LINKED:
            return
        long = {field.name for field in described.texts}
        for name, (before, after) in fields.items():
            if name in ("extra", "link"):
                continue
            if name in long:
                self.stale.append((record.public_id, name))
            self.memory.remember(described.name, record.public_id, name, before, after)

    def finish(self) -> None:
        for record, name in self.stale:
            FieldText.objects.filter(record=record, field=name).exclude(state=TextState.STALE).update(
                state=TextState.STALE
            )
        overwriting.write_texts(self.bundle, self.memory, public=self.public, added=self.diff.added)
        overwriting.write_rules(self.bundle, self.memory, new=set(self.diff.added.get("service", ())))
        new = set(self.diff.added.get("service", ()))
        days.write(self.source, self.bundle, self.memory, places=self.pks["location"], new=new, at=self.at)
        self.memory.save()
        beside.write(self.source, self.bundle, pks=self.pks, added=self.diff.added, at=self.at)
        terms.give_topics(self.source.organization_id)


DERIVED = {"service": {"fee_type", "status"}, "language": {"spoken"}, "accessibility": {"kind"}}


def derive(name: str, record: Any) -> None:
    """What we understand of a source's words, beside them."""
    if name == "service":
        record.fee_type = people.fee(record.fees_description, record.fees)
        record.status = record.status if record.status in STATUSES else Status.ACTIVE
    elif name == "language":
        record.spoken = people.spoken(record.name, record.code)
    elif name == "accessibility":
        record.kind = people.access(record.description, record.details)


def stored(value: Any, kind: Kind, *, decimal: bool = False) -> Any:
    """A value of a row as its column holds it."""
    if kind in (Kind.NUMBER, Kind.WHOLE):
        if value in (None, ""):
            return None
        return Decimal(str(value)) if decimal else value
    if kind is Kind.DATE:
        return date.fromisoformat(value) if value else None
    if kind is Kind.INSTANT:
        return datetime.fromisoformat(value).astimezone(UTC) if value else None
    return "" if value is None else value


def _batches(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
