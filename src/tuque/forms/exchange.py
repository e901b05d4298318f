"""Definitions as files: one organization's forms, lists and home screens, out and in again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Team, Worker
from tuque.core.problems import Problem
from tuque.forms import selectors, services, wording
from tuque.forms.models import Definition

# Lists before the forms that use them, forms before the screens that open them.
ORDER = (Definition.Kind.CODE_LIST, Definition.Kind.FORM, Definition.Kind.HOME_SCREEN)
MOST_ENTRIES = 1000


@dataclass
class FileUnreadable(Problem):
    """The file is not a list of definitions; `where` names the entry, `why` is said to the reader."""

    where: str
    why: str

    code = "forms.file_unreadable"
    status = 422

    def message(self) -> str:
        return _("The file cannot be imported, and nothing was changed. %(where)s: %(why)s") % {
            "where": self.where,
            "why": self.why,
        }


@dataclass(frozen=True)
class Summary:
    new: int
    changed: int
    same: int


def export_definitions(organization: Organization) -> list[dict[str, Any]]:
    """Everything that `organization` has published, as a file keeps it: lists first, without the copies inside forms."""
    return [
        {
            "kind": str(kind),
            "team": version.definition.team.code if version.definition.team else None,
            "body": _without_lists(version.body),
        }
        for kind in ORDER
        for version in selectors.newest_versions(kind, organization)
        .select_related("definition__team")
        .order_by("definition__code", "definition__team__code")
    ]


@transaction.atomic
def import_definitions(entries: Any, *, organization: Organization, at: datetime, by: Worker | None = None) -> Summary:
    """Publish every entry that differs from what is published; all of them or, when one is refused, none.

    `entries` is what `export_definitions` gives, or one form by itself. Raises FileUnreadable.
    """
    counts = {"new": 0, "changed": 0, "same": 0}
    for kind, team, body in _in_order(_read(entries, organization)):
        counts[_publish(kind, team, body, organization=organization, by=by, at=at)] += 1
    return Summary(**counts)


def _publish(
    kind: str, team: Team | None, body: dict[str, Any], *, organization: Organization, by: Worker | None, at: datetime
) -> str:
    try:
        definition = services.create_definition(
            organization=organization, kind=kind, code=str(body.get("code", "")), team=team, by=by, at=at
        )
        published = definition.versions.filter(published_at__isnull=False).order_by("-number").first()
        if published is not None and _without_lists(published.body) == _without_lists(body):
            return "same"
        services.save_draft(definition=definition, body=_without_lists(body), by=by, at=at)
        services.publish(definition=definition, by=by, at=at)
    except services.DefinitionInvalid as refusal:
        lines = "\n".join(wording.definition_message(problem) for problem in refusal.problems[:20])
        raise FileUnreadable(where=str(body.get("code", "?"))[:60], why=lines) from refusal
    return "changed" if published is not None else "new"


def _read(entries: Any, organization: Organization) -> Iterator[tuple[str, Team | None, dict[str, Any]]]:
    if isinstance(entries, dict) and "fields" in entries:
        entries = [{"kind": "form", "body": entries}]
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise FileUnreadable(where=".", why=_("A list of definitions, or one form, is expected."))
    teams = {team.code: team for team in organization.teams.all()}
    for number, entry in enumerate(entries):
        where = f"[{number}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("body"), dict):
            raise FileUnreadable(where=where, why=_("An object with “kind” and “body” is expected."))
        if entry.get("kind") not in ORDER:
            raise FileUnreadable(where=f"{where}.kind", why=_("Write one of these: code_list, form, home_screen."))
        code = entry.get("team")
        if code is not None and code not in teams:
            why = _("There is no team with the code “%(code)s” here.") % {"code": str(code)[:40]}
            raise FileUnreadable(where=f"{where}.team", why=why)
        yield entry["kind"], teams[code] if code is not None else None, entry["body"]


def _in_order(
    entries: Iterator[tuple[str, Team | None, dict[str, Any]]],
) -> Sequence[tuple[str, Team | None, dict[str, Any]]]:
    return sorted(entries, key=lambda entry: ORDER.index(Definition.Kind(entry[0])))


def _without_lists(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "lists"}
