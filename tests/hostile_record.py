"""A record of the directory that got past every door: a script in each field, words without end, places that are nowhere,
parents in a circle, letters that cannot be seen, cells that a spreadsheet would run. Written straight into the tables."""

from datetime import date
from typing import Any

from conftest import NOON
from django.db import models

from tuque.accounts.tests.cast import Cast
from tuque.directory import visibility
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS, Kind
from tuque.directory.models import (
    EligibilityRule,
    FieldText,
    Pair,
    Proposal,
    ServiceTopic,
    SpecialDay,
    TopicMatch,
)
from tuque.directory.search import following
from tuque.directory.tests import factories

WORD = "hostileword"
MARKUP = "</title></textarea></script><script>window.ran=1</script><img src=x onerror=window.ran=1>\" onfocus=window.ran=1 x='"
# What cannot be stored on every database (U+0000) is left out.
UNSEEN = "\x01\x08\x0b\x1b\x7f\u202e\u2066\u2028\ufeff\ufffe"
WORDS = f"=cmd|' /C calc'!A0 {WORD} {UNSEEN} {MARKUP} {{{{ 7|add:7 }}}} %s %(x)s ${{window.ran=1}}"
ADDRESS = f"javascript:window.ran=1//{WORD}{MARKUP}"
LONG = f"{WORDS} " + "x" * 10_000_000
NUMBERS = {
    "latitude": 1e300,
    "longitude": -1e300,
    "minimum_age": -1e9,
    "maximum_age": 1e300,
    "available": 1e300,
    "maximum": -1.0,
}
KEPT_SHORT = {("service", "status"): "active", ("location", "location_type"): "physical"}


def write(cast: Cast) -> dict[str, list[Any]]:
    """Two of every object of HSDS, each of the second's parents the first and the other way round; by object."""
    source = factories.source(cast.downtown, name=WORDS[:150], attribution=WORDS, licence=WORDS[:150])
    made: dict[str, list[Any]] = {}
    for name in OBJECTS:
        made[name] = [_row(name, number, made, organization=cast.downtown, source=source) for number in range(2)]
    for name, parent in (("organization", "parent_organization"), ("taxonomy_term", "parent")):
        one, other = made[name]
        for row, above in ((one, other), (other, one)):
            setattr(row, parent, above)
            row.save()
    for row in made["attribute"]:
        row.link, row.link_entity = made["service"][0].public_id, "service"
        row.save()
    first, contact = made["service"][0], made["contact"][1]
    first.description, contact.name = LONG, ""  # with a person's name it would never be public
    first.save()
    contact.save()
    _beside(cast, made)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return made


def _row(name: str, number: int, made: dict[str, list[Any]], **own: Any) -> Any:
    described, model = OBJECTS[name], model_of(name)
    row = model(hsds_id=f"{number} {WORDS}"[:200], changed_at=NOON, extra={WORDS: [WORDS, {WORDS: 1e300}]}, **own)
    for field in described.fields.values():
        setattr(row, field.at, _value(name, model, field.at, field.name, field.kind))
    for link in described.links.values():
        if link.to != name:
            setattr(row, link.attr, made[link.to][number])
    row.save()
    return row


def _value(name: str, model: type[models.Model], column: str, field: str, kind: Kind) -> Any:
    if (name, field) in KEPT_SHORT:
        return KEPT_SHORT[name, field]
    if kind is Kind.DATE:
        return date(9999, 12, 31)
    if kind is Kind.INSTANT:
        return NOON
    if kind is Kind.WHOLE:
        return -(2**31)
    if kind is Kind.NUMBER:
        return 999_999_999_999 if name == "cost_option" else NUMBERS[field]
    words = ADDRESS if kind in (Kind.URL, Kind.EMAIL) else WORDS
    longest = model._meta.get_field(column).max_length
    return words[:longest] if longest else words


def _beside(cast: Cast, made: dict[str, list[Any]]) -> None:
    """What our tables have beside HSDS."""
    own = {"organization": cast.downtown}
    one, other = made["service"]
    for row, entity in ((one, "service"), (made["location"][0], "location"), (made["organization"][0], "organization")):
        for field in ("name", "description"):
            text = LONG if (entity, field) == ("service", "description") else WORDS
            FieldText.objects.create(**own, entity=entity, record=row.public_id, field=field, language="fr", text=text)
    for row in (one, other):
        ServiceTopic.objects.create(**own, service=row, topic="food")
    ServiceTopic.objects.create(**own, service=one, topic=WORDS[:60])
    for kind in ("age", "gender", "status", "income", "area"):
        EligibilityRule.objects.create(**own, service=one, kind=kind, least=-1e300, most=1e300, values=[WORDS] * 50)
    SpecialDay.objects.create(
        **own, service=one, starts_on=date(1, 1, 1), ends_on=date(9999, 12, 31), reason_en=WORDS, reason_fr=WORDS
    )
    TopicMatch.objects.create(**own, term=made["taxonomy_term"][0], topic=WORDS[:60])
    left, right = sorted((one.public_id, other.public_id), key=str)
    Pair.objects.create(**own, entity="service", left=left, right=right, score=0.9, reasons={WORDS: 1.0}, found_at=NOON)
    for field in ("name", "description"):
        Proposal.objects.create(
            **own, entity="service", record=one.public_id, field=field, before=WORDS, after=WORDS, origin="source",
            told_by=WORDS[:100], made_at=NOON,
        )  # fmt: skip
