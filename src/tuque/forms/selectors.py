"""Reads: the published forms, lists and home screens of the viewer's organization, a team's own before all others'."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from tuque.accounts.api import Organization, Team, Worker
from tuque.core.briefly import Briefly
from tuque.core.problems import NotFound
from tuque.forms import permissions
from tuque.forms.language import Form, read_definition
from tuque.forms.language.screens import Screen, usable_screen
from tuque.forms.models import Definition, Version


@dataclass(frozen=True)
class PublishedForm:
    version: Version
    form: Form


def get_form(code: str, *, viewer: Worker) -> PublishedForm:
    """The published form that `viewer` fills under `code`. Raises NotFound."""
    version = newest(Definition.Kind.FORM, viewer.organization, teams=viewer.teams, code=code).get(code)
    if version is None:
        raise NotFound
    return published(version)


def get_form_of_organization(code: str, organization: Organization) -> PublishedForm:
    """The organization's published form under `code`, whatever its teams have, for work that nobody in particular asks for.
    Raises NotFound."""
    version = newest(Definition.Kind.FORM, organization, teams=[], code=code).get(code)
    if version is None:
        raise NotFound
    return published(version)


def get_form_lately(code: str, *, viewer: Worker) -> PublishedForm:
    """As `get_form`, for programs that send many records: what another process publishes counts half a second later."""
    found = forms_read.get((viewer.public_id, code), lambda: get_form(code, viewer=viewer))
    if found is None:
        raise NotFound
    return found


forms_read: Briefly[PublishedForm] = Briefly()


def get_form_of_version(version_id: int, *, viewer: Worker) -> PublishedForm:
    """The form as it was when an answer was given, by the primary key that the answer keeps. Raises NotFound."""
    return published(_one(_form_versions(viewer).filter(pk=version_id)))


def get_form_of_id(public_id: UUID, *, viewer: Worker) -> PublishedForm:
    """One published version of a form of the viewer's organization: a page drawn under it goes on under it. Raises NotFound."""
    return published(_one(_form_versions(viewer).filter(public_id=public_id)))


def name_of(version: Version) -> str:
    """How a client that keeps forms names this version: its number, for people, and the end of its id, as a team and the
    organization may both have a third version of forms with the same code."""
    return f"{version.number}-{version.public_id.hex[-8:]}"


def get_form_as_named(code: str, name: str, *, viewer: Worker) -> PublishedForm:
    """The version that a client filled, newest or not: what was begun under it is finished under it. Raises NotFound."""
    number = name.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise NotFound
    versions = _form_versions(viewer).filter(definition__code=code, number=int(number))
    found = [version for version in versions if name_of(version) == name]
    if not found:
        raise NotFound
    return published(found[0])


def _form_versions(viewer: Worker) -> QuerySet[Version]:
    return Version.objects.filter(
        organization=viewer.organization, published_at__isnull=False, definition__kind=Definition.Kind.FORM
    ).select_related("definition__team")


def _one(versions: QuerySet[Version]) -> Version:
    version = versions.first()
    if version is None:
        raise NotFound
    return version


def list_forms(*, viewer: Worker) -> list[PublishedForm]:
    """Every published form that `viewer` may fill, by title in English."""
    versions = newest(Definition.Kind.FORM, viewer.organization, teams=viewer.teams).values()
    return sorted((published(version) for version in versions), key=lambda one: one.form.title.en)


def find_screen(code: str, *, viewer: Worker) -> Screen | None:
    """The published home screen `code` of one of the viewer's teams, else of the organization."""
    version = newest(Definition.Kind.HOME_SCREEN, viewer.organization, teams=viewer.teams, code=code).get(code)
    if version is None:
        return None
    forms = newest(Definition.Kind.FORM, viewer.organization, teams=viewer.teams)
    screen, _problems = usable_screen(
        version.body, find_form=lambda name: published(forms[name]).form if name in forms else None
    )
    return screen


def find_screen_address(code: str, *, viewer: Worker) -> str:
    """Where `viewer` changes the home screen that they find under `code`; empty when it is not theirs to change."""
    version = newest(Definition.Kind.HOME_SCREEN, viewer.organization, teams=viewer.teams, code=code).get(code)
    if version is None or not permissions.can_configure(viewer, version.definition.team):
        return ""
    return reverse("forms:shaped", args=[version.definition.public_id])


def newest(kind: str, organization: Organization, *, teams: list[Team], code: str = "") -> dict[str, Version]:
    """The newest published version of each active definition, by code; a team's own hides the organization's."""
    found: dict[str, Version] = {}
    versions = newest_versions(kind, organization)
    # The body stays in the database: what was read once for this process is not fetched again.
    for version in (versions.filter(definition__code=code) if code else versions).defer("body"):
        name, team_id = version.definition.code, version.definition.team_id
        if (team_id is None and name not in found) or any(team_id == team.pk for team in teams):
            found[name] = version
    return found


def newest_versions(kind: str, organization: Organization) -> QuerySet[Version]:
    """The newest published version of each active definition."""
    newer = Version.objects.filter(
        definition=OuterRef("definition"), published_at__isnull=False, number__gt=OuterRef("number")
    )
    return Version.objects.filter(
        ~Exists(newer),
        organization=organization,
        definition__kind=kind,
        definition__is_active=True,
        published_at__isnull=False,
    ).select_related("definition")


def published(version: Version) -> PublishedForm:
    return PublishedForm(version=version, form=_form_of(version.public_id) or _remember(version))


def with_long_lists(body: Any, *, organization_id: int) -> Any:
    """`body` with the choices of the long code lists that it names by their version."""
    lists: Any = body.get("lists") if isinstance(body, dict) else None
    long = [code for code, kept in lists.items() if isinstance(kept, dict)] if isinstance(lists, dict) else []
    if not long:
        return body
    found = {code: _choices_of(str(lists[code].get("version")), organization_id) for code in long}
    return {**body, "lists": {**lists, **found}}


def _choices_of(public_id: str, organization_id: int) -> Any:
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    rows = Version.objects.filter(organization_id=organization_id, public_id=wanted, published_at__isnull=False)
    version = rows.first()
    return version.body.get("choices") if version is not None else None


_forms: dict[UUID, Form] = {}


def _form_of(public_id: UUID) -> Form | None:
    return _forms.get(public_id)


def _remember(version: Version) -> Form:
    """Read once for each process: a published version never changes."""
    body = with_long_lists(version.body, organization_id=version.organization_id)
    form, problems = read_definition(body)
    if form is None:
        raise ValueError(f"forms: published version {version.public_id} cannot be read: {problems[0]}")
    if len(_forms) > 2000:
        _forms.clear()
    form = replace(form, version=str(version.public_id))
    _forms[version.public_id] = form
    return form
