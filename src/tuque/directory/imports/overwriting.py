"""Texts in other languages and rules of eligibility, as a feed tells them: what changes leaves a line of history; what a person wrote
stays, and where the feed says something new of it, a person decides."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import date
from uuid import UUID

from django.db.models import Q

from tuque.core.batches import batches
from tuque.directory.entities import model_of
from tuque.directory.imports import eligibility
from tuque.directory.imports.bundle import Bundle, ForeignText
from tuque.directory.imports.remembering import Memory
from tuque.directory.models import EligibilityRule, FieldText, Metadata, Service
from tuque.directory.models.sources import TextState

BATCH = 500
RULES = "eligibility_rules"
STATE = ".state"  # behind a field's name in its history: of how sure its text is
Key = tuple[UUID, str, str]  # record, field, language


def said_of(field: str, language: str) -> str:
    """Under which name a record remembers what its source last said of a text in another language."""
    return f"{field}@{language}"


def write_texts(
    bundle: Bundle, memory: Memory, *, public: Mapping[str, Mapping[str, UUID]], added: Mapping[str, Sequence[str]]
) -> None:
    """`public`: the public id of every row of the source, by object and id; `added`: the ids of those that are new."""
    told: dict[str, dict[Key, ForeignText]] = defaultdict(dict)
    new = {public[name][row] for name, rows in added.items() for row in rows if name in public}
    for one in bundle.texts:
        record = public.get(one.entity, {}).get(one.row)
        if record is not None:
            told[one.entity][record, one.field, one.language] = one
    for entity, texts in told.items():
        for some in batches(texts.items(), BATCH):
            _write_some(entity, dict(some), memory, new)


def _write_some(entity: str, texts: Mapping[Key, ForeignText], memory: Memory, new: Set[UUID]) -> None:
    records = {record for record, _field, _language in texts}
    rows = FieldText.objects.filter(record__in=records)
    held = {(one.record, one.field, one.language): one for one in rows}
    by_hand = _by_hand(records)
    changed = {}
    for key, one in texts.items():
        before = held.get(key)
        if key in by_hand:
            _ask(entity, key, before.text if before else "", one.text, memory)
        elif before is None or not _is_same(before, one):
            changed[key] = _text(key, one, memory)
            if key[0] not in new and (before is None or before.text != one.text):
                memory.remember(entity, key[0], key[1], before.text if before else "", one.text, language=key[2])
    moved = {record for record, _field, _language in changed} - new  # for whoever keeps a copy
    model_of(entity).objects.filter(public_id__in=moved).update(changed_at=memory.at)
    FieldText.objects.bulk_create(
        changed.values(),
        update_conflicts=True,
        unique_fields=["record", "field", "language"],
        update_fields=["text", "state", "origin", "dated_on"],
    )


def _by_hand(records: Set[UUID]) -> set[Key]:
    """The texts that a person wrote, took away, or said how sure they are of."""
    lines = Metadata.objects.filter(resource__in=records, worker__isnull=False).exclude(language="")
    keys = lines.values_list("resource", "field_name", "language")
    return {(record, field.removesuffix(STATE), language) for record, field, language in keys if record is not None}


def _ask(entity: str, key: Key, before: str, after: str, memory: Memory) -> None:
    record, field, language = key
    rows = model_of(entity).objects.filter(public_id=record)
    said = rows.values_list("said", flat=True).get()
    name = said_of(field, language)
    if said.get(name) == after:
        return
    rows.update(said={**said, name: after})
    if after != before:
        memory.ask(entity, record, field, before, after, language=language)


def _is_same(before: FieldText, one: ForeignText) -> bool:
    dated = before.dated_on.isoformat() if before.dated_on else ""
    return (
        (before.text, before.state) == (one.text, _state(one))
        and one.origin in ("", before.origin)
        and one.dated_on in ("", dated)
    )


def _text(key: Key, one: ForeignText, memory: Memory) -> FieldText:
    return FieldText(
        organization_id=memory.source.organization_id,
        entity=one.entity,
        record=key[0],
        field=one.field,
        language=one.language,
        text=one.text,
        state=_state(one),
        origin=one.origin or memory.source.name[:200],
        dated_on=date.fromisoformat(one.dated_on) if one.dated_on else memory.at.date(),
    )


def _state(one: ForeignText) -> str:
    return one.state if one.state in TextState.values else str(TextState.WRITTEN)


def write_rules(bundle: Bundle, memory: Memory, *, new: Set[str]) -> None:
    """The rules that the feed tells, and no more those that it told before; what a person wrote of a service stays, and so does that
    a person took all of them off. `new`: the ids of the services that are new."""
    told = eligibility.by_service(bundle.rules)
    decided = Metadata.objects.filter(
        organization_id=memory.source.organization_id, field_name=RULES, worker__isnull=False
    )
    by_hand = set(decided.values_list("resource", flat=True))
    services = Service.objects.filter(source=memory.source).prefetch_related("eligibility_rules")
    wanted = services.filter(Q(hsds_id__in=list(told)) | Q(eligibility_rules__is_fed=True)).distinct()
    for service in wanted:
        held = list(service.eligibility_rules.all())
        before = lines_of(service)
        after = eligibility.lines(told.get(service.hsds_id, ()))
        if service.public_id in by_hand or any(not one.is_fed for one in held):
            if service.said.get(RULES) != after:
                Service.objects.filter(pk=service.pk).update(said={**service.said, RULES: after})
                if after != before:
                    memory.ask("service", service.public_id, RULES, before, after)
        elif before != after:
            _replace(service, told.get(service.hsds_id, ()))
            Service.objects.filter(pk=service.pk).update(changed_at=memory.at)
            if service.hsds_id not in new:
                memory.remember("service", service.public_id, RULES, *map(eligibility.in_words, (before, after)))


def lines_of(service: Service) -> str:
    """The rules of a service as they wait for a person where another source says otherwise."""
    return eligibility.lines(
        eligibility.Rule(service.hsds_id, one.kind, one.least, one.most, tuple(one.values))
        for one in service.eligibility_rules.all()
    )


def _replace(service: Service, rules: Sequence[eligibility.Rule]) -> None:
    service.eligibility_rules.all().delete()
    EligibilityRule.objects.bulk_create(
        EligibilityRule(
            organization_id=service.organization_id,
            service=service,
            kind=one.kind,
            least=one.least,
            most=one.most,
            values=list(one.values),
            is_fed=True,
            is_public=service.is_public,
        )
        for one in rules
    )
