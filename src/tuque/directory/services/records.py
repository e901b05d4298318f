"""Records written by hand: changed, added, retired, verified. Each change is one transaction with its history and its audit record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.ids import new_id
from tuque.core.problems import NotFound
from tuque.directory import flat, visibility
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports.overwriting import STATE, said_of
from tuque.directory.imports.remembering import GONE
from tuque.directory.imports.writing import derive, stored
from tuque.directory.models import Agency, FieldText, Metadata, RefusedTopic, Service, ServiceTopic, Source
from tuque.directory.models.classes import TopicOrigin
from tuque.directory.models.sources import TextState
from tuque.directory.search import following
from tuque.directory.services import history, moving
from tuque.directory.services.feeds import OWN, source_of

PUBLIC_ANEW = "directory.public"
# Ours, beyond HSDS, that an editor may set: field -> the records that have it.
PLAIN = {"is_confidential": None, "on_holidays": "service"}


def own_source(worker: Worker, *, at: datetime) -> Source:
    """Where what people write here comes from."""
    return source_of(worker.organization, OWN, at=at, name=worker.organization.name)


@transaction.atomic
def change(
    *,
    entity: str,
    record: Any,
    values: Mapping[str, Any],
    texts: Mapping[tuple[str, str], str],
    states: Mapping[tuple[str, str], str] | None = None,
    by: Worker,
    at: datetime,
) -> int:
    """Set the fields of `values` and the texts in other languages, by (field, language), and how sure these are; how many changed.

    What a source said of a field is remembered, so that its next feed does not take the change away.
    """
    record = type(record).objects.select_for_update(of=("self",)).select_related("source").get(pk=record.pk)
    described = OBJECTS[entity]
    changed: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        if name in described.fields:
            at_column, new = (
                described.fields[name].at,
                stored(value, described.fields[name].kind, decimal=entity == "cost_option"),
            )
        elif name in PLAIN:
            at_column, new = name, value
        else:
            continue
        before = getattr(record, at_column)
        if before != new and not (flat.is_empty(before) and flat.is_empty(new)):
            changed[name] = (flat.plain(before), flat.plain(new))
            setattr(record, at_column, new)
    if entity == "service_capacity" and "available" in changed:  # a number is never older than itself
        changed["updated"] = (flat.plain(record.updated), flat.plain(at))
        record.updated = at
    rewritten = _write_texts(entity, record, texts, states or {}, by=by, at=at)
    if not changed and not rewritten:
        return 0
    if record.source.code != OWN:
        for name, (before, _after) in changed.items():
            record.said.setdefault(name, "" if before is None else before)
        for (name, language), (text, _after) in rewritten.items():
            if not name.endswith(STATE):
                record.said.setdefault(said_of(name, language), text)
    derive(entity, record)
    record.changed_at = at
    record.save()
    _mark_stale(record, changed.keys() & {field.name for field in described.texts}, rewritten.keys())
    lines = [history.line(entity, record, name, *pair, by=by, at=at) for name, pair in changed.items()]
    lines += [
        history.line(entity, record, name, *pair, by=by, at=at, language=language)
        for (name, language), pair in rewritten.items()
    ]
    Metadata.objects.bulk_create(lines)
    touch(entity, record, at=at, was_secret="is_confidential" in changed)
    audit.record(
        "directory.record_changed",
        by=by,
        subject=record,
        at=at,
        details={"fields": sorted({*changed, *(name.removesuffix(STATE) for name, _l in rewritten)})},
    )
    return len(changed) + len(rewritten)


@transaction.atomic
def add(
    *,
    entity: str,
    values: Mapping[str, Any],
    links: Mapping[str, Any],
    by: Worker,
    at: datetime,
    written_in: str = "en",
) -> Any:
    """A new record of the organization's own, hung on the records of `links` (foreign key -> record)."""
    source = own_source(by, at=at)
    described = OBJECTS[entity]
    public_id = new_id()
    record = model_of(entity)(
        organization_id=by.organization_id,
        source=source,
        public_id=public_id,
        hsds_id=str(public_id),
        written_in=written_in,
        changed_at=at,
        **links,
    )
    for name, value in values.items():
        if name in described.fields:
            field = described.fields[name]
            setattr(record, field.at, stored(value, field.kind, decimal=entity == "cost_option"))
        elif name in PLAIN:
            setattr(record, name, value)
    derive(entity, record)
    record.save(force_insert=True)
    history.note(entity, record, history.RECORD, "", history.summary(entity, record), by=by, at=at, action="create")
    touch(entity, record, at=at)
    audit.record("directory.record_added", by=by, subject=record, at=at, details={"entity": entity})
    record.refresh_from_db()
    return record


@transaction.atomic
def add_service(
    *,
    values: Mapping[str, Any],
    texts: Mapping[tuple[str, str], str],
    agency: str,
    states: Mapping[tuple[str, str], str] | None = None,
    by: Worker,
    at: datetime,
    written_in: str,
) -> Service:
    """A service with its agency, found by its name among the organization's own or made; not verified until someone says so."""
    found = None
    if agency:
        known = Agency.objects.filter(organization_id=by.organization_id, name__iexact=agency, gone_at__isnull=True)
        found = known.order_by("pk").first() or add(
            entity="organization", values={"name": agency}, links={}, by=by, at=at, written_in=written_in
        )
    row: Service = add(entity="service", values=values, links={"agency": found}, by=by, at=at, written_in=written_in)
    if any(texts.values()):
        change(entity="service", record=row, values={}, texts=texts, states=states, by=by, at=at)
    return row


@transaction.atomic
def add_to(
    *,
    parent: str,
    row: Any,
    entity: str,
    values: Mapping[str, Any],
    texts: Mapping[tuple[str, str], str],
    states: Mapping[tuple[str, str], str] | None = None,
    by: Worker,
    at: datetime,
    written_in: str,
) -> Any:
    """What hangs on a record; a place is tied to its service."""
    if entity == "location":
        made = add(entity=entity, values=values, links={"agency": row.agency}, by=by, at=at, written_in=written_in)
        add(entity="service_at_location", values={}, links={"service": row, "location": made}, by=by, at=at)
    else:
        attr = next(link.attr for link in OBJECTS[entity].links.values() if link.to == parent)
        extra = {"updated": at.isoformat()} if entity == "service_capacity" else {}
        made = add(entity=entity, values={**values, **extra}, links={attr: row}, by=by, at=at, written_in=written_in)
    if any(texts.values()):
        change(entity=entity, record=made, values={}, texts=texts, states=states, by=by, at=at)
    return made


@transaction.atomic
def retire(*, entity: str, record: Any, is_gone: bool, by: Worker, at: datetime) -> None:
    """Take a record out, or bring it back: it is kept with its history. What a person takes out, no feed brings back."""
    row = type(record).objects.select_for_update(of=("self",)).select_related("source").get(pk=record.pk)
    if bool(row.gone_at) == is_gone:
        return
    before, row.gone_at, row.changed_at = row.gone_at, at if is_gone else None, at
    row.said.pop(GONE, None)
    if is_gone and row.source.code != OWN:
        row.said[GONE] = ""
    row.save(update_fields=["gone_at", "changed_at", "said"])
    days = [one.date().isoformat() if one else "" for one in (before, row.gone_at)]
    history.note(entity, row, GONE, *days, by=by, at=at)
    touch(entity, record, at=at)
    audit.record(
        "directory.record_retired" if is_gone else "directory.record_brought_back", by=by, subject=record, at=at
    )


@transaction.atomic
def verify(*, service: Service, by: Worker, at: datetime) -> None:
    """Someone made sure today that all of it is right."""
    row = Service.objects.select_for_update(of=("self",)).select_related("source").get(pk=service.pk)
    assure(row, who=by.organization.code, by=by, at=at)
    following.changed([row.pk], organization_id=row.organization_id)
    audit.record("directory.service_verified", by=by, subject=row, at=at)


def assure(row: Service, *, who: str, by: Worker | None, at: datetime) -> None:
    """Verified today, with its line of history; the row is locked. Its source's own date no longer counts until it says another."""
    before, today = row.assured_date, at.astimezone(row.organization.zone).date()
    if row.source.code != OWN:
        row.said.setdefault("assured_date", before.isoformat() if before else "")
    row.assured_date, row.changed_at = today, at
    row.save(update_fields=["assured_date", "changed_at", "said"])
    moving.move({"service": {row.pk}}, at=at)
    history.note("service", row, "assured_date", before, today, by=by, at=at, who=who)


@transaction.atomic
def set_topics(*, service: Service, topics: set[str], by: Worker, at: datetime) -> None:
    """The topics of a service, those that came with its source too: what is taken off stays off, whatever comes with its terms."""
    before = set(service.topics.values_list("topic", flat=True))
    if before == topics:
        return
    service.topics.filter(topic__in=before - topics).delete()
    service.refused_topics.filter(topic__in=topics).delete()
    RefusedTopic.objects.bulk_create(
        (
            RefusedTopic(organization_id=service.organization_id, service=service, topic=topic, refused_at=at, by=by)
            for topic in sorted(before - topics)
        ),
        ignore_conflicts=True,
    )
    own = {
        "organization_id": service.organization_id,
        "service": service,
        "origin": TopicOrigin.CHOSEN,
        "is_public": service.is_public,
    }
    ServiceTopic.objects.bulk_create(ServiceTopic(topic=topic, **own) for topic in sorted(topics - before))
    moving.move({"service": {service.pk}}, at=at)
    history.note("service", service, "topics", ", ".join(sorted(before)), ", ".join(sorted(topics)), by=by, at=at)
    following.changed([service.pk], organization_id=service.organization_id)
    audit.record("directory.record_changed", by=by, subject=service, at=at, details={"fields": ["topics"]})


@transaction.atomic
def put_topic_back(*, service: Service, topic: str, by: Worker, at: datetime) -> None:
    """Undo that a person took a topic off: it is on the service again. Raises NotFound where nobody did."""
    if not service.refused_topics.filter(topic=topic).exists():
        raise NotFound
    set_topics(service=service, topics={*service.topics.values_list("topic", flat=True), topic}, by=by, at=at)


def touch(entity: str, record: Any, *, at: datetime, was_secret: bool = False) -> None:
    """A record changed, and with it every service that it hangs on: programs ask for what changed since, and the search
    reads it again. What is public of it is set anew; of everything, where it tells or told what is confidential."""
    services = moving.move({entity: {record.pk}}, at=at)
    shown = visibility.refresh_of(entity, record, was_secret=was_secret) - services
    services |= moving.move({"service": shown}, at=at)
    following.changed(sorted(services), organization_id=record.organization_id)


@transaction.atomic
def set_public_anew(payload: Mapping[str, object], message: UUID) -> None:
    """A message of the outbox, where what is public follows from something else than before: of a whole directory."""
    organization_id = following.for_whom()
    visibility.refresh(organization_id)
    following.all_changed(organization_id)


def _write_texts(
    entity: str,
    record: Any,
    texts: Mapping[tuple[str, str], str],
    states: Mapping[tuple[str, str], str],
    *,
    by: Worker,
    at: datetime,
) -> dict[tuple[str, str], tuple[str, str]]:
    """Texts in other languages: written where they differ, taken away where they were emptied. What became of each, by (field,
    language); of its state alone, under the field's name with `STATE` behind."""
    known = {(one.field, one.language): one for one in FieldText.objects.filter(record=record.public_id)}
    rewritten: dict[tuple[str, str], tuple[str, str]] = {}
    for (name, language), text in texts.items():
        before = known.get((name, language))
        said, held = (before.text, before.state) if before else ("", "")
        state = _state_of(text, states.get((name, language), ""), said=said, held=held)
        if text != said:
            rewritten[name, language] = (said, text)
        elif before and state != held:
            rewritten[name + STATE, language] = (held, state)
        else:
            continue
        if not text:
            FieldText.objects.filter(record=record.public_id, field=name, language=language).delete()
            continue
        FieldText.objects.update_or_create(
            record=record.public_id,
            field=name,
            language=language,
            defaults={
                "organization_id": record.organization_id,
                "entity": entity,
                "text": text,
                "state": state,
                "origin": by.organization.name,
                "dated_on": at.astimezone(by.organization.zone).date(),
            },
        )
    return rewritten


def _state_of(text: str, chosen: str, *, said: str, held: str) -> str:
    """How sure a text is: as it was chosen; a person who wrote it anew made sure of it, unless they chose otherwise."""
    if text != said and held in (TextState.STALE, TextState.MACHINE) and chosen in ("", held):
        return TextState.WRITTEN
    return chosen or held or TextState.WRITTEN


def _mark_stale(record: Any, changed: set[str], looked_at: Iterable[tuple[str, str]]) -> None:
    """A field whose plain text changed has texts that are out of date, but for those that were looked at too."""
    seen = {(name.removesuffix(STATE), language) for name, language in looked_at}
    for one in FieldText.objects.filter(record=record.public_id, field__in=changed).exclude(state=TextState.STALE):
        if (one.field, one.language) not in seen:
            FieldText.objects.filter(pk=one.pk).update(state=TextState.STALE)
