"""What the second wall does at each table. A model without a rule is refused by the tests and at the start of the site.

A model with an `organization` is owned by it, without a word. The others are declared in their room's `apps.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from tuque.core.wall.context import Purpose

Opens = Mapping[Purpose, Sequence[str]]  # purpose -> commands: select, insert, update, delete
EVERYTHING = ("select", "insert", "update", "delete")


class NoRule(Exception):
    """A table of which nobody said whose its rows are."""


@dataclass(frozen=True)
class Owned:
    """Each row belongs to the organization in `column`.

    opens     what a purpose may do to rows of any organization; upkeep may do everything
    also      a condition on a row, in SQL, that opens it to every command; `readable` to reading alone
    orphans   purposes that may also write and read rows that no organization owns
    is_audit  the auditor's own role, which opens nothing else, reads every row
    """

    column: str = "organization"
    opens: Opens = field(default_factory=dict)
    also: str = ""
    readable: str = ""
    orphans: Sequence[Purpose] = ()
    is_audit: bool = False


@dataclass(frozen=True)
class Through:
    """Each row is seen by whoever sees the row that it belongs to."""

    parent: str
    opens: Opens = field(default_factory=dict)


@dataclass(frozen=True)
class Reserved:
    """Rows of no organization, for some purposes only; anyone with a context may add one where `takes`, and see
    them where `seen`."""

    reason: str
    opens: Opens = field(default_factory=dict)
    takes: bool = False
    seen: bool = False


@dataclass(frozen=True)
class Common:
    """No wall, for `reason`: the rows are everyone's."""

    reason: str


Rule = Owned | Through | Reserved | Common
_declared: dict[str, Rule] = {}
_readable: dict[str, str] = {}


def declare(rules: Mapping[str, Rule]) -> None:
    """Say what the wall does at models, by label: `{"mfa.Authenticator": Through("user")}`."""
    _declared.update({label.lower(): rule for label, rule in rules.items()})


def open_to_reading(rows: str, labels: Sequence[str]) -> None:
    """Let the rows that the condition `rows` names, in SQL, be read too, at these owned models: under an agreement."""
    for label in labels:
        _readable[label.lower()] = rows


def rule_of(model: type[models.Model]) -> Rule:
    """Raises NoRule."""
    rule, readable = _said_of(model), _readable.get(model._meta.label_lower)
    return replace(rule, readable=readable) if isinstance(rule, Owned) and readable else rule


def _said_of(model: type[models.Model]) -> Rule:
    declared = _declared.get(model._meta.label_lower)
    if declared is not None:
        return declared
    try:
        model._meta.get_field("organization")
    except FieldDoesNotExist:
        raise NoRule(
            f"{model._meta.label} has no `organization` and no rule. Give it one, or declare a rule in its room's apps.py: "
            "see docs/decisions/0011-the-second-wall.md."
        ) from None
    return Owned()


def tables() -> Iterator[tuple[type[models.Model], Rule]]:
    """Every table of the site with its rule."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model, rule_of(model)
