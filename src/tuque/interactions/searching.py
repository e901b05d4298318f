"""Words looked for in sealed notes: what the viewer may read is unsealed from the newest on, so many at a time.

Nothing about the words is stored. A search that has looked at AT_ONCE records without filling its page stops, and says how
far back it went; the next page goes on from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from tuque.accounts.api import Worker
from tuque.core.crypto.fields import Sealed, unsealed
from tuque.core.folding import fold
from tuque.forms import api as forms
from tuque.interactions.models import Interaction

AT_ONCE = 2_000
STEP = 500
Start = tuple[datetime, int] | None


class Candidate(NamedTuple):
    occurred_at: datetime
    pk: int
    public_id: UUID
    type_code: str
    place: str | None
    to_place: str | None
    note: Sealed
    place_text: Sealed


@dataclass(frozen=True)
class Found:
    """The rows that have the words, newest first; and where the search ended, when there may be more."""

    keys: Sequence[int]
    ended_at: Candidate | None


def find(branches: Sequence[QuerySet[Interaction]], words: str, *, viewer: Worker, start: Start, size: int) -> Found:
    """Up to `size` rows of `branches` (each newest first) that have all of `words`, accents ignored."""
    looked_for = fold(words).split()
    called = {one.form.code: f"{one.form.title.en} {one.form.title.fr}" for one in forms.list_forms(viewer=viewer)}
    keys: list[int] = []
    seen, last = 0, None
    for one in merge(*(_candidates(rows, start) for rows in branches), key=lambda one: one[:2], reverse=True):
        if last is not None and one.pk == last.pk:
            continue  # in two branches of the viewer's reach
        if len(keys) == size or seen == AT_ONCE:
            return Found(keys, ended_at=last)
        seen, last = seen + 1, one
        if _has(one, looked_for, called, organization_id=viewer.organization_id):
            keys.append(one.pk)
    return Found(keys, ended_at=None)


def _candidates(rows: QuerySet[Interaction], start: Start) -> Iterator[Candidate]:
    columns = ("occurred_at", "pk", "public_id", "type_code", "place__name", "to_place__name", "note", "place_text")
    while True:
        step = list(map(Candidate._make, older(rows.select_related(None), start).values_list(*columns)[:STEP]))
        yield from step
        if len(step) < STEP:
            return
        start = step[-1][:2]


def older(rows: QuerySet[Interaction], start: Start) -> QuerySet[Interaction]:
    """Those of `rows` that come after `start` in a list from the newest."""
    if start is None:
        return rows
    at, pk = start
    return rows.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, id__lt=pk), occurred_at__lte=at)


def _has(one: Candidate, words: Sequence[str], called: Mapping[str, str], *, organization_id: int) -> bool:
    texts = [called.get(one.type_code, one.type_code), one.place or "", one.to_place or ""]
    for name, sealed in (("note", one.note), ("place_text", one.place_text)):
        if sealed:
            texts.append(unsealed(Interaction, name, sealed, organization_id=organization_id, row=one.public_id))
    text = fold(" ".join(texts))
    return all(word in text for word in words)
