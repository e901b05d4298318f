"""Which rows leave: all of a source for its owner; for the public, what is public, through `published`."""

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from tuque.directory import flat, published
from tuque.directory.exports import beside, of_others, package
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.models import EligibilityRule, FieldText, Source
from tuque.directory.visibility import STANDS_ALONE


def everything(source: Source) -> bytes:
    """The package of a whole source, for its owner, who can bring it in again: confidential rows too, told apart from the
    others, history, and what people decided beside HSDS."""
    chosen = {name: rows.filter(gone_at__isnull=True) for name, rows in flat.everything_of(source.pk).items()}
    ours = beside.tables(source, chosen)
    others = of_others.found(source, chosen, is_open=False)
    return package.archive(
        chosen, about=_about(source), texts=_texts(source), rules=_rules(source), beside=ours, others=others
    )


def open_data(source: Source) -> bytes:
    """The package of what is public of a source that is open: with its licence, without named people and history. What other
    open sources have on its records is there too."""
    chosen = published.tables(source)
    for name in OBJECTS:
        if name in chosen and name not in STANDS_ALONE:
            chosen[name] = chosen[name].filter(_hangs_within(name, chosen))
    texts, rules = _texts(source).filter(is_public=True), _rules(source).filter(is_public=True)
    others = of_others.found(source, chosen, is_open=True)
    without = published.NAMES_A_PERSON
    return package.archive(chosen, about=_about(source), texts=texts, rules=rules, without=without, others=others)


def _hangs_within(name: str, chosen: "Mapping[str, QuerySet[Any]]") -> Q:
    """On a record of the package: what hangs on those of another source (a merge, a person's addition) would name what is not there."""
    if name == "attribute":  # by kind and id: `package.archive` looks for what is there, a merge says what moved
        return ~Q(said__has_key="link")
    links = [link for link in OBJECTS[name].links.values() if link.to in chosen]
    there = [Q(**{f"{link.attr}__in": chosen[link.to].order_by().values("pk")}) for link in links]
    if not there:
        return Q()
    return reduce(and_ if name == "service_at_location" else or_, there)


def _about(source: Source) -> dict[str, str]:
    about = {
        "title": source.name,
        "licence": source.licence,
        "attribution": source.attribution,
        "language": source.language,
    }
    return {key: value for key, value in about.items() if value}


def _texts(source: Source) -> "QuerySet[FieldText]":
    """Those of the organization: the package keeps the ones of rows that leave."""
    return FieldText.objects.filter(organization_id=source.organization_id)


def _rules(source: Source) -> "QuerySet[EligibilityRule]":
    return EligibilityRule.objects.filter(service__source=source, service__gone_at__isnull=True)
