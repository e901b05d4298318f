"""Writes of the portal: edits of a draft, what is set aside, going back to a former version, taking off the phones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Team, Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound, Problem
from tuque.forms import permissions, selectors, services
from tuque.forms.language.definition import LANGUAGE_VERSION
from tuque.forms.models import Definition, SetAside, Version
from tuque.forms.portal import parts, texts
from tuque.forms.portal.parts import Body, Edited

Edit = Callable[[Body], Edited]
CONTENT = {
    Definition.Kind.FORM: "fields",
    Definition.Kind.CODE_LIST: "choices",
    Definition.Kind.HOME_SCREEN: "buttons",
}


class NoFormerVersion(Problem):
    code = "forms.no_former_version"
    status = 409

    def message(self) -> str:
        return _("There is no former version to go back to.")


@transaction.atomic
def begin(
    *, organization: Organization, kind: str, code: str, team: Team | None, body: Body, by: Worker, at: datetime
) -> Definition:
    """A new definition with `body` as its first draft. A code that is taken gets a number."""
    permissions.check_can_configure(by, organization, team)
    taken = set(Definition.objects.filter(organization=organization, kind=kind).values_list("code", flat=True))
    if team is None or kind != Definition.Kind.HOME_SCREEN:  # a team's own screen stands in for the organization's
        code = parts.code_from(code, taken=taken, joint="-", fallback=str(kind).replace("_", "-"))
    definition = services.create_definition(organization=organization, kind=kind, code=code, team=team, by=by, at=at)
    if not definition.versions.exists():
        services.save_draft(definition=definition, body={**body, "code": code}, by=by, at=at)
    return definition


@transaction.atomic
def edit_draft(*, definition: Definition, edit: Edit, by: Worker, at: datetime) -> Version:
    """Apply `edit` to the draft as it is now; without a draft, to what is published, which stays as it is.

    What the edit takes away is set aside. Raises PartChanged when someone else saved that part meanwhile.
    """
    permissions.check_can_configure(by, definition.organization, definition.team)
    Definition.objects.select_for_update().get(pk=definition.pk)
    edited = edit(body_to_edit(definition))
    draft = services.save_draft(definition=definition, body=edited.body, by=by, at=at)
    for which, part in edited.taken:
        reason = SetAside.Reason.REMOVED if which not in {"head", "draft"} else SetAside.Reason.REPLACED
        _keep(definition, which, part, reason=reason, by=by, at=at)
    return draft


@transaction.atomic
def set_aside(*, definition: Definition, which: str, part: Any, by: Worker, at: datetime) -> SetAside:
    """Keep what its writer chose not to save over someone else's words."""
    permissions.check_can_configure(by, definition.organization, definition.team)
    kept = _keep(definition, which, part, reason=SetAside.Reason.NOT_CHOSEN, by=by, at=at)
    audit.record("forms.set_aside", by=by, subject=definition, at=at, details={"which": kept.which})
    return kept


@transaction.atomic
def put_back(*, aside: SetAside, by: Worker, at: datetime) -> Version:
    """What was set aside, into the draft again."""
    definition = aside.definition
    if aside.which == "draft":
        draft = edit_draft(
            definition=definition, edit=lambda body: Edited(aside.part, (("draft", body),)), by=by, at=at
        )
    elif aside.which == "texts":
        draft = edit_draft(definition=definition, edit=lambda body: texts.restore(body, aside.part), by=by, at=at)
    else:
        draft = edit_draft(
            definition=definition, edit=lambda body: parts.restore(body, aside.which, aside.part), by=by, at=at
        )
    aside.put_back_at = at
    aside.save(update_fields=["put_back_at"])
    return draft


@transaction.atomic
def drop_draft(*, definition: Definition, by: Worker | None, at: datetime) -> None:
    """Forget a draft: it is set aside whole."""
    permissions.check_can_configure(by, definition.organization, definition.team)
    Definition.objects.select_for_update().get(pk=definition.pk)
    draft = draft_of(definition)
    if draft is None:
        raise services.NothingToPublish
    _keep(definition, "draft", draft.body, reason=SetAside.Reason.REMOVED, by=by, at=at)
    number = draft.number
    draft.delete()
    audit.record("forms.draft_dropped", by=by, subject=definition, at=at, details={"number": number})


@dataclass
class DraftChanged(Problem):
    """Someone else saved the draft after it was looked at: what is published must have been seen."""

    code = "forms.draft_changed"
    status = 409

    def message(self) -> str:
        return _(
            "Someone else changed this draft since you looked at it, so it was not published. Look at it, then publish."
        )


@transaction.atomic
def publish(*, definition: Definition, seen: str, by: Worker, at: datetime) -> Version:
    """The draft as it was looked at, whose mark is `seen`, to the phones. Raises DraftChanged, NothingToPublish, DefinitionInvalid."""
    Definition.objects.select_for_update().get(pk=definition.pk)
    draft = draft_of(definition)
    if draft is not None and parts.seen(without_lists(draft.body)) != seen:
        raise DraftChanged
    return services.publish(definition=definition, by=by, at=at)


@transaction.atomic
def go_back(*, definition: Definition, number: int, by: Worker, at: datetime) -> Version:
    """Publish the former version `number` again, as a new one: what was published in between stays in the history.

    A draft that someone has goes on after it. Raises NoFormerVersion or DefinitionInvalid.
    """
    permissions.check_can_configure(by, definition.organization, definition.team)
    Definition.objects.select_for_update().get(pk=definition.pk)
    former = definition.versions.filter(published_at__isnull=False, number=number).first()
    if former is None:
        raise NoFormerVersion
    draft = draft_of(definition)
    unfinished = dict(draft.body) if draft else None
    services.save_draft(definition=definition, body=without_lists(former.body), by=by, at=at)
    version = services.publish(definition=definition, by=by, at=at)
    if unfinished is not None:
        services.save_draft(definition=definition, body=unfinished, by=by, at=at)
    audit.record("forms.gone_back", by=by, subject=version, at=at, details={"to": number, "number": version.number})
    return version


@transaction.atomic
def set_in_use(*, definition: Definition, in_use: bool, by: Worker, at: datetime) -> None:
    """Take a definition off the phones, or put it there again. Records keep what they were given under."""
    permissions.check_can_configure(by, definition.organization, definition.team)
    definition.is_active = in_use
    definition.save(update_fields=["is_active"])
    selectors.forms_read.forget()
    audit.record("forms.taken_up" if in_use else "forms.withdrawn", by=by, subject=definition, at=at)


def draft_of(definition: Definition) -> Version | None:
    return definition.versions.filter(published_at__isnull=True).first()


def published_of(definition: Definition) -> Version | None:
    return definition.versions.filter(published_at__isnull=False).order_by("-number").first()


def body_to_edit(definition: Definition) -> Body:
    """The draft; else what is published; else an empty one."""
    version = draft_of(definition) or published_of(definition)
    if version is not None and isinstance(version.body, dict):
        return without_lists(version.body)
    return empty_body(definition.kind, definition.code)


def empty_body(kind: str, code: str) -> Body:
    return {"language": LANGUAGE_VERSION, "code": code, "title": {}, CONTENT[Definition.Kind(kind)]: []}


def without_lists(body: Body) -> Body:
    """Without the copies of code lists that publication wrote."""
    return {name: value for name, value in body.items() if name != "lists"}


def get_aside(public_id: UUID, *, definition: Definition) -> SetAside:
    found = definition.set_aside.filter(public_id=public_id, put_back_at__isnull=True).first()
    if found is None:
        raise NotFound
    return found


def _keep(
    definition: Definition, which: str, part: Any, *, reason: SetAside.Reason, by: Worker | None, at: datetime
) -> SetAside:
    return SetAside.objects.create(
        organization=definition.organization,
        definition=definition,
        which=which[:80],
        part=part,
        reason=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def copy_for_team(*, definition: Definition, body: Body, team: Team, by: Worker, at: datetime) -> Definition:
    """The team's own definition of the same code, begun as a copy; the one it has already when there is one."""
    permissions.check_can_configure(by, definition.organization, team)
    own = services.create_definition(
        organization=definition.organization, kind=definition.kind, code=definition.code, team=team, by=by, at=at
    )
    if not own.versions.exists():
        services.save_draft(definition=own, body=without_lists(body), by=by, at=at)
    return own
