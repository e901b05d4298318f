"""Reads of the portal: what a director or a team lead may shape, and how it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from tuque.accounts.api import Team, Worker
from tuque.core.problems import NotFound
from tuque.forms import permissions, selectors, services
from tuque.forms.language import DefinitionProblem, Form
from tuque.forms.models import Definition, Version
from tuque.forms.portal import parts
from tuque.forms.portal.services import body_to_edit

MISSING = frozenset({"language_missing", "words_missing"})


@dataclass(frozen=True)
class Standing:
    """A definition as the list of them shows it. `missing`: words in one language; `faults`: what else must be mended."""

    definition: Definition
    title: str
    published_at: datetime | None = None
    number: int = 0
    draft: Version | None = None
    missing: int = 0
    faults: int = 0
    can_edit: bool = False
    base_type: str = ""

    @property
    def state(self) -> str:
        if not self.definition.is_active:
            return "withdrawn"
        if self.published_at is None:
            return "new"
        return "draft" if self.draft else "published"


@dataclass
class Shown:
    """A definition opened in the portal, as `viewer` may see it."""

    definition: Definition
    viewer: Worker
    draft: Version | None
    published: Version | None
    can_edit: bool
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return in_reader_language(self.body.get("title")) or self.definition.code

    @property
    def kind(self) -> str:
        return self.definition.kind

    @property
    def problems(self) -> list[DefinitionProblem]:
        body = self.body
        if self.kind == Definition.Kind.FORM:
            definition = self.definition
            body = services.with_lists(body, organization=definition.organization, team=definition.team)
        return services.problems_of(self.definition, body)


def list_standings(*, viewer: Worker) -> list[Standing]:
    """Everything that `viewer` configures or may copy, by kind, organization before teams, by title."""
    definitions = list(_reachable(viewer).select_related("team", "organization"))
    published = _titles(definitions, published_at__isnull=False)
    drafts = {
        version.definition_id: version
        for version in Version.objects.filter(definition__in=definitions, published_at__isnull=True).select_related(
            "definition__organization", "definition__team", "created_by"
        )
    }
    found = [_standing(one, published.get(one.pk), drafts.get(one.pk), viewer) for one in definitions]
    return sorted(found, key=lambda one: (one.definition.team is not None, one.title.casefold()))


def get_shown(public_id: UUID, *, viewer: Worker, to_edit: bool = False) -> Shown:
    """Raises NotFound for what `viewer` may not know of, PermissionRefused for what they may not change when `to_edit`."""
    definition = _reachable(viewer).select_related("team", "organization").filter(public_id=public_id).first()
    if definition is None:
        raise NotFound
    if to_edit:
        permissions.check_can_configure(viewer, definition.organization, definition.team)
    versions = list(definition.versions.select_related("created_by").order_by("-number")[:2])
    draft = next((one for one in versions if one.published_at is None), None)
    published = next((one for one in versions if one.published_at is not None), None)
    can_edit = permissions.can_configure(viewer, definition.team)
    shown = draft if draft is not None and can_edit else published
    body = {name: value for name, value in shown.body.items() if name != "lists"} if shown else body_to_edit(definition)
    return Shown(definition, viewer, draft if can_edit else None, published, can_edit, body)


def list_history(definition: Definition) -> QuerySet[Version]:
    """The published versions, newest first, without their bodies."""
    rows = definition.versions.filter(published_at__isnull=False)
    return rows.select_related("created_by").defer("body").order_by("-number")


def shaped_teams(viewer: Worker) -> list[Team]:
    """The teams for which `viewer` may shape something of their own."""
    if viewer.holds(*permissions.EVERYTHING):
        return list(viewer.organization.teams.filter(is_active=True).order_by("name_en"))
    return permissions.led_teams(viewer)


def forms_for(definition: Definition) -> dict[str, Form]:
    """The published forms that a screen of `definition`'s organization or team may open, by code."""
    teams = [definition.team] if definition.team else []
    versions = selectors.newest(Definition.Kind.FORM, definition.organization, teams=teams)
    return {code: selectors.published(version).form for code, version in versions.items()}


def lists_for(definition: Definition) -> dict[str, str]:
    """Code -> title of each published code list that a form may use, in the reader's language: shared, or its team's."""
    versions = selectors.newest_versions(Definition.Kind.CODE_LIST, definition.organization)
    versions = versions.filter(Q(definition__team=None) | Q(definition__team=definition.team))
    rows = versions.select_related(None).values_list("definition__code", "body__title")
    return {code: in_reader_language(title) or code for code, title in rows}


def choices_of_list(definition: Definition, code: str) -> list[dict[str, Any]]:
    body = {"fields": [{"list": code}]}
    whole = services.with_lists(body, organization=definition.organization, team=definition.team, whole=True)
    choices: list[dict[str, Any]] = whole.get("lists", {}).get(code) or []
    return choices


def list_screens(*, viewer: Worker) -> Iterator[Shown]:
    """The home screens in use that `viewer` may change."""
    rows = _reachable(viewer).filter(kind=Definition.Kind.HOME_SCREEN, is_active=True)
    for one in rows.select_related("team", "organization").order_by("code", "team__name_en"):
        if permissions.can_configure(viewer, one.team):
            yield get_shown(one.public_id, viewer=viewer)


def screens_opening(code: str, *, definition: Definition) -> list[tuple[Definition, list[dict[str, Any]]]]:
    """The published home screens with buttons that open the form `code`, and those buttons."""
    found = []
    rows = selectors.newest_versions(Definition.Kind.HOME_SCREEN, definition.organization)
    for version in rows.select_related("definition__team"):
        buttons = [one for one in parts.buttons_of(version.body) if one.get("form") == code]
        if buttons:
            found.append((version.definition, buttons))
    return found


def forms_using(code: str, *, definition: Definition) -> list[Version]:
    """The published forms that take their choices from the code list `code`."""
    rows = selectors.newest_versions(Definition.Kind.FORM, definition.organization).select_related("definition__team")
    rows = rows.filter(definition__team=definition.team) if definition.team else rows
    return [one for one in rows if code in set(services.lists_named(one.body.get("fields")))]


def in_reader_language(words: object) -> str:
    """The words in the reader's language; in the other one where it is missing."""
    given = words if isinstance(words, dict) else {}
    first, second = ("fr", "en") if (get_language() or "").startswith("fr") else ("en", "fr")
    return str(given.get(first) or given.get(second) or "")


def _reachable(viewer: Worker) -> QuerySet[Definition]:
    """All of the organization for who configures everything; a lead's own teams and what the organization shares otherwise."""
    rows = Definition.objects.filter(organization=viewer.organization)
    if viewer.holds(*permissions.EVERYTHING):
        return rows
    return rows.filter(Q(team=None) | Q(team__in=permissions.led_teams(viewer)))


def _titles(definitions: Sequence[Definition], **which: object) -> dict[int, dict[str, Any]]:
    """Definition -> what its newest version says at the top; code lists are long, and stay in the database."""
    names = ("definition_id", "number", "published_at", "body__title", "body__base_type")
    rows = Version.objects.filter(definition__in=definitions, **which).order_by("number").values(*names)
    return {row["definition_id"]: row for row in rows}


def _standing(
    definition: Definition, published: Mapping[str, Any] | None, draft: Version | None, viewer: Worker
) -> Standing:
    can_edit = permissions.can_configure(viewer, definition.team)
    problems = []
    if draft is not None and can_edit:
        problems = Shown(definition, viewer, draft, None, can_edit, parts_body(draft)).problems
    body = draft.body if draft is not None and can_edit else {}
    missing = sum(one.code in MISSING for one in problems)
    return Standing(
        definition=definition,
        title=in_reader_language(body.get("title") or (published or {}).get("body__title")) or definition.code,
        published_at=published["published_at"] if published else None,
        number=published["number"] if published else 0,
        draft=draft if can_edit else None,
        missing=missing,
        faults=len(problems) - missing,
        can_edit=can_edit,
        base_type=str(body.get("base_type") or (published or {}).get("body__base_type") or ""),
    )


def parts_body(version: Version) -> dict[str, Any]:
    return {name: value for name, value in version.body.items() if name != "lists"}


def published_title(definition: Definition) -> str:
    rows = (
        definition.versions.filter(published_at__isnull=False).order_by("-number").values_list("body__title", flat=True)
    )
    return in_reader_language(rows.first()) or definition.code
