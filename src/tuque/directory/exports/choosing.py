"""Which rows leave: all of a source for its owner; for the public, what is public, through `published`."""

from django.db.models import QuerySet

from tuque.directory import flat, published
from tuque.directory.exports import beside, package
from tuque.directory.models import EligibilityRule, FieldText, Source


def everything(source: Source) -> bytes:
    """The package of a whole source, for its owner, who can bring it in again: confidential rows too, told apart from the
    others, history, and what people decided beside HSDS."""
    chosen = {name: rows.filter(gone_at__isnull=True) for name, rows in flat.everything_of(source.pk).items()}
    ours = beside.tables(source, chosen)
    return package.archive(chosen, about=_about(source), texts=_texts(source), rules=_rules(source), beside=ours)


def open_data(source: Source) -> bytes:
    """The package of what is public of a source that is open: with its licence, without named people and history."""
    chosen = published.tables(source)
    texts, rules = _texts(source).filter(is_public=True), _rules(source).filter(is_public=True)
    without = published.NAMES_A_PERSON
    return package.archive(chosen, about=_about(source), texts=texts, rules=rules, without=without)


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
