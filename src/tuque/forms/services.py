"""Writes: a draft, its publication, and the starter set. A published version never changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Team, Worker
from tuque.audit import api as audit
from tuque.core.problems import Problem
from tuque.forms import hooks, permissions, selectors, wording
from tuque.forms.language import DefinitionProblem, Form, read_definition
from tuque.forms.language.definition import LANGUAGE_VERSION
from tuque.forms.language.reading import (
    FORM_CODE,
    MAX_CHOICES,
    MAX_LISTED,
    Reader,
    read_choices,
    read_code,
    read_words,
    unknown_keys,
)
from tuque.forms.language.screens import read_screen
from tuque.forms.models import Definition, Version


@dataclass
class DefinitionInvalid(Problem):
    """What cannot be published yet, and every reason why."""

    problems: tuple[DefinitionProblem, ...]

    code = "forms.definition_invalid"
    status = 422

    def message(self) -> str:
        lines = "\n".join(wording.definition_message(problem) for problem in self.problems[:20])
        return _("This cannot be published yet. Mend these, then publish again:\n%(lines)s") % {"lines": lines}


@dataclass
class NothingToPublish(Problem):
    code = "forms.nothing_to_publish"
    status = 409

    def message(self) -> str:
        return _("There is no draft to publish. Save a draft first.")


@transaction.atomic
def create_definition(
    *, organization: Organization, kind: str, code: str, by: Worker | None, at: datetime, team: Team | None = None
) -> Definition:
    """A new definition without any version; the same one when it exists already. `by` is None for the system."""
    permissions.check_can_configure(by, organization, team)
    if not FORM_CODE.fullmatch(code):
        raise DefinitionInvalid(problems=(DefinitionProblem("code", "code_unreadable", {"given": code[:60]}),))
    definition, is_new = Definition.objects.get_or_create(organization=organization, kind=kind, code=code, team=team)
    if is_new:
        audit.record("forms.definition_created", by=by, subject=definition, at=at, details={"kind": kind, "code": code})
    return definition


@transaction.atomic
def save_draft(*, definition: Definition, body: Mapping[str, Any], by: Worker | None, at: datetime) -> Version:
    """Keep `body` as the definition's one draft, good or not yet. What was published stays as it is."""
    permissions.check_can_configure(by, definition.organization, definition.team)
    Definition.objects.select_for_update().get(pk=definition.pk)  # two people may save at once: one draft, in turn
    draft = definition.versions.filter(published_at__isnull=True).first()
    if draft is None:
        newest = definition.versions.order_by("-number").first()
        draft = Version(
            organization=definition.organization, definition=definition, number=newest.number + 1 if newest else 1
        )
    draft.body, draft.created_at, draft.created_by = dict(body), at, by
    draft.save()
    audit.record("forms.draft_saved", by=by, subject=draft, at=at, details={"number": draft.number})
    return draft


@transaction.atomic
def publish(*, definition: Definition, by: Worker | None, at: datetime) -> Version:
    """Publish the draft. Raises NothingToPublish, or DefinitionInvalid with every reason.

    A form keeps the choices of its code lists as they are now; a code list takes the forms that use it along: each gets
    a new version with the new choices.
    """
    permissions.check_can_configure(by, definition.organization, definition.team)
    Definition.objects.select_for_update().get(pk=definition.pk)
    draft = definition.versions.filter(published_at__isnull=True).first()
    if draft is None:
        raise NothingToPublish
    _publish(draft, at=at)
    audit.record("forms.published", by=by, subject=draft, at=at, details={"number": draft.number})
    if definition.kind == Definition.Kind.CODE_LIST:
        _take_forms_along(definition, by=by, at=at)
    return draft


@transaction.atomic
def install_starter(
    bodies: Sequence[tuple[str, Mapping[str, Any]]], *, organization: Organization, by: Worker | None, at: datetime
) -> None:
    """Publish definitions that `organization` does not have, each a kind and a body, as one act. Raises DefinitionInvalid."""
    permissions.check_can_configure(by, organization)
    for kind, body in bodies:
        definition = Definition.objects.create(organization=organization, kind=kind, code=body["code"])
        _publish(
            Version(
                organization=organization,
                definition=definition,
                number=1,
                body=dict(body),
                created_at=at,
                created_by=by,
            ),
            at=at,
        )
    if bodies:
        details = {"definitions": len(bodies)}
        audit.record("forms.starter_installed", by=by, organization=organization, at=at, details=details)


def _publish(draft: Version, *, at: datetime) -> None:
    definition = draft.definition
    if definition.kind == Definition.Kind.FORM:
        draft.body = with_lists(draft.body, organization=definition.organization, team=definition.team)
    problems = problems_of(definition, draft.body)
    if problems:
        raise DefinitionInvalid(problems=tuple(problems))
    draft.published_at = at
    draft.save()
    selectors.forms_read.forget()
    hooks.published(draft)


def problems_of(definition: Definition, body: Any) -> list[DefinitionProblem]:
    """What stands in the way of publishing `body`; nothing when it is complete in both languages and valid."""
    problems = {
        Definition.Kind.FORM: _form_problems,
        Definition.Kind.CODE_LIST: _list_problems,
        Definition.Kind.HOME_SCREEN: _screen_problems,
    }[Definition.Kind(definition.kind)](definition, body)
    code = body.get("code") if isinstance(body, dict) else None
    if not problems and code != definition.code:
        problems = [DefinitionProblem("code", "code_changed", {"before": definition.code, "after": code})]
    return problems or hooks.objections(definition, body)


def with_lists(body: Any, *, organization: Organization, team: Team | None = None, whole: bool = False) -> Any:
    """`body` with the published choices of each code list that it names, so that the version stands by itself.

    The lists are the organization's and, for a form of `team`, those of that team.
    A long list is named by its published version, which never changes either; `whole` puts its choices there all the same.
    """
    if not isinstance(body, dict):
        return body
    named = set(lists_named(body.get("fields")))
    teams = [team] if team else []
    newest = selectors.newest(Definition.Kind.CODE_LIST, organization, teams=teams) if named else {}
    lists = {code: _as_kept(newest[code], whole=whole) for code in sorted(named & newest.keys())}
    rest = {name: value for name, value in body.items() if name != "lists"}
    return {**rest, "lists": lists} if lists else rest


def _as_kept(version: Version, *, whole: bool) -> Any:
    choices = version.body.get("choices")
    is_long = isinstance(choices, list) and len(choices) > MAX_CHOICES
    return {"version": str(version.public_id)} if is_long and not whole else choices


def _form_problems(definition: Definition, body: Any) -> list[DefinitionProblem]:
    form, problems = read_definition(selectors.with_long_lists(body, organization_id=definition.organization_id))
    return problems if form is None else list(_changed_types(definition, form))


def _changed_types(definition: Definition, form: Form) -> Iterable[DefinitionProblem]:
    """A field keeps its type for ever: the answers given under it must stay readable beside the new ones."""
    before: dict[str, str] = {}
    for version in definition.versions.filter(published_at__isnull=False):
        before |= {one.code: one.type for one in selectors.published(version).form.walk()}
    for number, one in enumerate(form.walk()):
        if before.get(one.code, one.type) != one.type:
            values = {"given": one.code, "before": before[one.code], "after": one.type}
            yield DefinitionProblem(f"fields[{number}].type", "type_changed", values)


def _list_problems(definition: Definition, body: Any) -> list[DefinitionProblem]:
    reader = Reader(lists={})
    if not isinstance(body, dict):
        return [DefinitionProblem("", "not_an_object")]
    unknown_keys(reader, body, {"language", "code", "title", "choices"}, "")
    if body.get("language") != LANGUAGE_VERSION:
        reader.wrong("language", "language_version", wanted=LANGUAGE_VERSION)
    read_code(reader, body.get("code"), "code", FORM_CODE)
    read_words(reader, body.get("title"), "title")
    read_choices(reader, body.get("choices"), "choices", most=MAX_LISTED)
    return reader.problems


def _screen_problems(definition: Definition, body: Any) -> list[DefinitionProblem]:
    teams = [definition.team] if definition.team else []
    forms = selectors.newest(Definition.Kind.FORM, definition.organization, teams=teams)
    _screen, problems = read_screen(
        body, find_form=lambda code: selectors.published(forms[code]).form if code in forms else None
    )
    return problems


def lists_named(fields: Any) -> Iterable[str]:
    for one in fields if isinstance(fields, list) else []:
        if isinstance(one, dict):
            if isinstance(one.get("list"), str):
                yield one["list"]
            yield from lists_named(one.get("fields"))


def _take_forms_along(definition: Definition, *, by: Worker | None, at: datetime) -> None:
    forms = Definition.objects.filter(organization=definition.organization, kind=Definition.Kind.FORM)
    for form in forms.filter(team=definition.team) if definition.team else forms:
        newest = form.versions.filter(published_at__isnull=False).order_by("-number").first()
        if newest is None or definition.code not in set(lists_named(newest.body.get("fields"))):
            continue
        draft = form.versions.filter(published_at__isnull=True).first()
        unfinished = dict(draft.body) if draft else None
        save_draft(definition=form, body=newest.body, by=by, at=at)
        publish(definition=form, by=by, at=at)
        if unfinished is not None:  # someone's draft goes on after the new version
            save_draft(definition=form, body=unfinished, by=by, at=at)
