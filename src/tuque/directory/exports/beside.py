"""What our own package has beside HSDS for its owner: what is confidential, what its source says beyond HSDS, topics, what terms mean, days that differ."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuque.directory import flat
from tuque.directory.imports.overlay import CHOSEN, CONFIDENTIAL, DAYS, EXTRAS, HOLIDAYS, MEANINGS, REFUSED, TOPICS
from tuque.directory.models import RefusedTopic, Service, ServiceTopic, Source, SpecialDay, TopicMatch
from tuque.directory.models.classes import TopicOrigin

Line = Sequence[object]


def tables(source: Source, chosen: Mapping[str, "QuerySet[Any]"]) -> dict[str, list[Line]]:
    """Lines by table, each in an order of its own; what belongs to rows that do not leave stays."""
    found = {
        CONFIDENTIAL: _confidential(chosen),
        EXTRAS: _extras(chosen),
        HOLIDAYS: _holidays(source),
        TOPICS: _topics(source),
        MEANINGS: _meanings(source),
        DAYS: _days(source),
    }
    return {
        name: lines for name, each in found.items() if (lines := sorted(each, key=lambda line: list(map(str, line))))
    }


def _confidential(chosen: Mapping[str, "QuerySet[Any]"]) -> Iterator[Line]:
    for name, rows in chosen.items():
        for row_id in rows.filter(is_confidential=True).values_list("hsds_id", flat=True):
            yield [name, row_id]


def _extras(chosen: Mapping[str, "QuerySet[Any]"]) -> Iterator[Line]:
    for name, rows in chosen.items():
        for row_id, extra in rows.exclude(extra={}).values_list("hsds_id", "extra"):
            yield [name, row_id, json.dumps(extra, ensure_ascii=False, sort_keys=True)]


def _holidays(source: Source) -> Iterator[Line]:
    rows = Service.objects.filter(source=source, gone_at__isnull=True).exclude(on_holidays="")
    return iter(rows.values_list("hsds_id", "on_holidays"))


def _topics(source: Source) -> Iterator[Line]:
    """Those that a person decided: what follows from terms follows again where the terms and their meaning come in."""
    of_source = {"service__source": source, "service__gone_at__isnull": True}
    chosen = ServiceTopic.objects.filter(origin=TopicOrigin.CHOSEN, **of_source)
    yield from ((*one, CHOSEN) for one in chosen.values_list("service__hsds_id", "topic"))
    refused = RefusedTopic.objects.filter(**of_source)
    yield from ((*one, REFUSED) for one in refused.values_list("service__hsds_id", "topic"))


def _meanings(source: Source) -> Iterator[Line]:
    rows = TopicMatch.objects.filter(term__source=source, term__gone_at__isnull=True)
    return iter(rows.values_list("term__hsds_id", "topic"))


def _days(source: Source) -> Iterator[Line]:
    places: dict[UUID, str] = flat.ids_of({"location": flat.everything_of(source.pk)["location"].filter(gone_at=None)})
    rows = SpecialDay.objects.filter(service__source=source, service__gone_at__isnull=True)
    for one in rows.select_related("service", "location"):
        if one.location is not None and one.location.public_id not in places:
            continue
        place = one.location.hsds_id if one.location else ""
        times = [each.isoformat("minutes") if each else "" for each in (one.opens_at, one.closes_at)]
        yield [one.service.hsds_id, place, one.starts_on, one.ends_on, *times, one.reason_en, one.reason_fr]
