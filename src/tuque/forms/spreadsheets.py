"""Forms from a spreadsheet or an ODK XForm, and back: a file becomes a draft, which a person publishes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Team, Worker
from tuque.core.problems import NotFound, Problem
from tuque.forms import permissions, services
from tuque.forms.fhir.resource import questionnaire
from tuque.forms.finding_wording import finding_message
from tuque.forms.language import DefinitionProblem
from tuque.forms.models import Definition, Version
from tuque.forms.portal import services as drafts
from tuque.forms.xlsform.cells import walk
from tuque.forms.xlsform.findings import KEPT, REFUSED, REPAIRED, Finding, Unreadable
from tuque.forms.xlsform.reading import read_form
from tuque.forms.xlsform.translating import Translation, open_problems
from tuque.forms.xlsform.writing import book_to_xlsx, write_book

MISSING = frozenset({"language_missing", "words_missing"})


@dataclass
class FileRefused(Problem):
    """The file cannot become a form; every reason, with its cell."""

    findings: tuple[Finding, ...]

    code = "forms.file_refused"
    status = 422

    def message(self) -> str:
        lines = "\n".join(finding_message(finding) for finding in self.findings[:200])
        return _("The form was not imported. Mend these, then import it again:\n%(lines)s") % {"lines": lines}


@dataclass
class DraftInTheWay(Problem):
    """Someone's draft would be lost."""

    form: str

    code = "forms.draft_in_the_way"
    status = 409

    def message(self) -> str:
        return _(
            "“%(form)s” has a draft that is not published. Publish it first, or say that the file takes its place (--replace)."
        ) % {"form": self.form}


@dataclass(frozen=True)
class Imported:
    """`number`: of the draft; None when nothing was saved. `problems`: what stands before its publication."""

    code: str
    number: int | None
    findings: tuple[Finding, ...]
    problems: tuple[DefinitionProblem, ...]
    questions: int
    definition: Definition | None = None

    def summary(self) -> dict[str, object]:
        levels = Counter(finding.level for finding in self.findings)
        return {
            "code": self.code,
            "draft": self.number,
            "questions": self.questions,
            "kept": levels[KEPT],
            "repaired": levels[REPAIRED],
            "missing_words": sum(problem.code in MISSING for problem in self.problems),
            "to_mend": sum(problem.code not in MISSING for problem in self.problems),
        }


def import_form(
    *,
    organization: Organization,
    data: bytes,
    name: str,
    by: Worker | None,
    at: datetime,
    team: Team | None = None,
    written_in: str = "en",
    mend: bool = False,
    replace: bool = False,
    save: bool = True,
) -> Imported:
    """A draft of the form in a file called `name`; `written_in`: the language of columns that name none (en, fr).

    Nothing is saved when `save` is false. A draft that is replaced is set aside. Raises FileRefused with every reason, PermissionRefused or DraftInTheWay.
    """
    permissions.check_can_configure(by, organization, team)
    found = _read(data, name=name, written_in=written_in, mend=mend)
    if not save:
        return _imported(found, None, open_problems(found.body))
    with transaction.atomic():
        definition = services.create_definition(
            organization=organization, kind=Definition.Kind.FORM, code=found.body["code"], team=team, by=by, at=at
        )
        if drafts.draft_of(definition) is not None:
            if not replace:
                raise DraftInTheWay(form=definition.code)
            drafts.drop_draft(definition=definition, by=by, at=at)
        draft = services.save_draft(definition=definition, body=found.body, by=by, at=at)
    return _imported(found, draft.number, services.problems_of(definition, found.body), definition)


def export_form(*, organization: Organization, code: str) -> bytes:
    """The form `code` as a workbook: as published, or its draft when it never was. Raises NotFound."""
    return as_spreadsheet(_newest(organization, code))


def as_spreadsheet(version: Version) -> bytes:
    return book_to_xlsx(write_book(_whole(version)))


def export_questionnaire(*, organization: Organization, code: str, release: str) -> dict[str, Any]:
    """The form `code` as a FHIR Questionnaire of `release` (R4, R5): as published, or its draft. Raises NotFound."""
    return as_questionnaire(_newest(organization, code), release=release)


def as_questionnaire(version: Version, *, release: str) -> dict[str, Any]:
    return questionnaire(_whole(version), release=release, number=version.number, published_at=version.published_at)


def _whole(version: Version) -> dict[str, Any]:
    found: dict[str, Any] = services.with_lists(version.body, organization=version.definition.organization, whole=True)
    return found


def _newest(organization: Organization, code: str) -> Version:
    versions = Version.objects.filter(
        definition__organization=organization,
        definition__kind=Definition.Kind.FORM,
        definition__code=code,
        definition__team__isnull=True,
    )
    version = versions.filter(published_at__isnull=False).order_by("-number").first() or versions.first()
    if version is None:
        raise NotFound
    return version


def _read(data: bytes, *, name: str, written_in: str, mend: bool) -> Translation:
    try:
        found = read_form(data, name=name, language=written_in, mend=mend)
    except Unreadable as fault:
        raise FileRefused(findings=(fault.finding,)) from None
    if found.is_refused:
        raise FileRefused(findings=tuple(one for one in found.findings if one.level == REFUSED))
    return found


def _imported(
    found: Translation,
    number: int | None,
    problems: Iterable[DefinitionProblem],
    definition: Definition | None = None,
) -> Imported:
    questions = sum(not _is_words(one) for one in walk(found.body["fields"]))
    return Imported(found.body["code"], number, tuple(found.findings), tuple(problems), questions, definition)


def _is_words(one: Mapping[str, object]) -> bool:
    return one["type"] in {"group", "info", "heading"}
