"""How many answered themselves: counted by month, kind and language, with nothing of who asked or what."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import F, Sum

from tuque.releases.desk.models import DeskCount, What


@transaction.atomic
def count(what: What, *, on: date, language: str) -> None:
    row, made = DeskCount.objects.get_or_create(
        month=on.replace(day=1), what=what, language=language[:2], defaults={"times": 1}
    )
    if not made:
        DeskCount.objects.filter(pk=row.pk).update(times=F("times") + 1)


def counted(*, since: date) -> Mapping[What, int]:
    """Of the months from `since` on; what never happened is 0."""
    rows = DeskCount.objects.filter(month__gte=since.replace(day=1)).values("what").annotate(sum=Sum("times"))
    told = {row["what"]: int(row["sum"]) for row in rows}
    return {what: told.get(what.value, 0) for what in What}
