"""The row policies of a table, as PostgreSQL takes them, from its model's rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models

from tuque.core.wall.context import Purpose
from tuque.core.wall.rules import EVERYTHING, Common, Opens, Owned, Reserved, Rule, Through

# Written as sub-selects, so that they are read once for each statement and not once for each row. As an array, so that the
# planner, who cannot know what is in it, does not take the rows for fewer than they are. Unset and empty give no row.
ORGANIZATIONS = "(SELECT string_to_array(current_setting('tuque.organization', true), ','))::bigint[]"
SOMEONE = "(SELECT coalesce(current_setting('tuque.organization', true), '') <> '' OR coalesce(current_setting('tuque.purpose', true), '') <> '')"


@dataclass(frozen=True)
class Policy:
    """One policy of a table: `command` is all, select, insert, update or delete; `rows` is the condition on a row.

    `role` is whom it is for: everyone, unless it is told.
    """

    name: str
    command: str
    rows: str
    role: str = "public"

    def sql(self, table: str) -> str:
        """The statement that makes it; `table` is already quoted."""
        using = "" if self.command == "insert" else f" USING ({self.rows})"
        check = "" if self.command in ("select", "delete") else f" WITH CHECK ({self.rows})"
        role = "PUBLIC" if self.role == "public" else f'"{self.role}"'
        return f"CREATE POLICY {self.name} ON {table} AS PERMISSIVE FOR {self.command.upper()} TO {role}{using}{check}"


def policies_of(model: type[models.Model], rule: Rule, *, auditor: str = "") -> list[Policy]:
    """What is to stand at this table; nothing where it is common. One permissive policy more opens it further."""
    if isinstance(rule, Common):
        return []
    standing = [Policy("wall", "all", _rows(model, rule)), *_narrower(rule)]
    if auditor and isinstance(rule, Owned) and rule.is_audit:
        standing.append(Policy("wall_auditor", "select", "true", role=auditor))
    return standing


def _rows(model: type[models.Model], rule: Owned | Through | Reserved) -> str:
    upkeep = for_purposes(
        [Purpose.UPKEEP, *(purpose for purpose, may in rule.opens.items() if set(may) == set(EVERYTHING))]
    )
    if isinstance(rule, Reserved):
        return upkeep
    if isinstance(rule, Through):
        parent = model._meta.get_field(rule.parent)
        table, key = parent.related_model._meta.db_table, parent.related_model._meta.pk.column  # type: ignore[union-attr]
        own = f'"{model._meta.db_table}"."{parent.column}"'  # type: ignore[union-attr]
        return f'{upkeep} OR EXISTS (SELECT 1 FROM "{table}" parent WHERE parent."{key}" = {own})'  # noqa: S608  names of models
    column = _column(model, rule.column)
    orphans = f' OR ("{column}" IS NULL AND {for_purposes(rule.orphans)})' if rule.orphans else ""
    also = f" OR {rule.also}" if rule.also else ""
    return f'{upkeep} OR "{column}" = ANY ({ORGANIZATIONS}){orphans}{also}'


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _narrower(rule: Owned | Through | Reserved) -> Iterator[Policy]:
    """For each command, one policy for the purposes that may do it but not everything."""
    for command in EVERYTHING:
        purposes = _purposes_for(rule.opens, command)
        rows = [for_purposes(purposes)] if purposes else []
        if isinstance(rule, Reserved) and rule.takes and command == "insert":
            rows.append(SOMEONE)
        if isinstance(rule, Reserved) and rule.seen and command == "select":
            rows.append(SOMEONE)
        if isinstance(rule, Owned) and rule.readable and command == "select":
            rows.append(rule.readable)
        if rows:
            yield Policy(f"wall_{command}", command, " OR ".join(rows))


def _purposes_for(opens: Opens, command: str) -> list[Purpose]:
    return [purpose for purpose, may in opens.items() if command in may and set(may) != set(EVERYTHING)]


def for_purposes(purposes: Iterable[Purpose]) -> str:
    names = ", ".join(f"'{purpose}'" for purpose in purposes)
    return f"(SELECT coalesce(current_setting('tuque.purpose', true) IN ({names}), false))"
