"""What the codes of an organization's records are called, in the reader's language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.forms import api as forms
from tuque.interactions.models import Attachment, Interaction
from tuque.interactions.rows import state_of
from tuque.interactions.words import LABELS, Names, length, said


def categories(viewer: Worker) -> dict[str, str]:
    """Form code -> its title, for the forms that the viewer's organization has published."""
    language = get_language()
    return {one.form.code: one.form.title.in_language(language) for one in forms.list_forms(viewer=viewer)}


def items(viewer: Worker) -> dict[str, str]:
    """Item code -> its name, gathered from the forms that give items."""
    language = get_language()
    return {
        choice.code: choice.label.in_language(language)
        for one in forms.list_forms(viewer=viewer)
        for field in one.form.questions()
        if field.type == "items"
        for choice in field.choices
    }


def names_for(viewer: Worker) -> Names:
    workers = Worker.objects.filter(organization_id=viewer.organization_id).values_list("public_id", "name")
    return Names(
        zone=viewer.organization.zone,
        categories=categories(viewer),
        items=items(viewer),
        workers={str(public_id): name for public_id, name in workers},
    )


def facts_of(row: Interaction, called: Names, *, with_details: bool) -> list[tuple[str | Promise, str]]:
    """The columns of a record that say something, as label and value, in the order of `words.LABELS`."""
    state = state_of(row)
    area = [(_("Area"), row.area.name)] if row.area else []
    hidden = {"status", "type_code", "note", "items", "team", "person"}
    if not with_details:
        hidden |= {"place_text", "companions"}
    if row.source:
        hidden.discard("type_code")  # what its file calls it
    if not row.dispatched_as:
        hidden.add("base_type")  # the category says it
    return [
        (LABELS[column], said(column, state[column], called))
        for column in LABELS
        if column in state and column not in hidden and state[column] not in (None, "", [], {})
    ] + area


def items_of(row: Interaction, called: Names) -> list[tuple[str, int]]:
    return [(called.items.get(given.item, given.item), given.quantity) for given in row.items.all()]


def other_answers(row: Interaction, *, viewer: Worker) -> list[tuple[str, str]]:
    """The answers that fill no standard column, as label and value, as the form that was filled in called them."""
    if row.form_version_id is None:
        return []
    form = forms.get_form_of_version(row.form_version_id, viewer=viewer).form
    alone = [
        one
        for one in form.questions()
        if one.fills in {"", "items_received"} or (one.fills == "to_place" and row.to_place_id is None)
    ]
    return list(_answers(form, alone, row.answers, get_language()))


@dataclass(frozen=True)
class Beside:
    """The file of an answer, under the name of its question. `kept` None: it has not come, or could not be kept."""

    label: str
    kept: Attachment | None

    @property
    def length(self) -> str:
        """Minutes and seconds of a recording."""
        seconds = (self.kept.seconds or 0) if self.kept else 0
        return f"{seconds // 60}:{seconds % 60:02}"


def files_of(row: Interaction, kind: str, *, viewer: Worker) -> list[Beside]:
    """The drawn signatures or the recordings (`kind`) that the answers name, in the order of the form."""
    if row.form_version_id is None:
        return []
    form = forms.get_form_of_version(row.form_version_id, viewer=viewer).form
    kept = {one.mark: one for one in row.attachments.all()}
    named = _marks(form, form.questions(), row.answers, kind, get_language())
    return [Beside(label, kept.get(mark)) for label, mark in named]


def _marks(
    form: forms.Form, questions: Iterable[forms.Field], answers: Mapping[str, object], kind: str, language: str | None
) -> Iterator[tuple[str, str]]:
    """Label and mark of each file of that kind; in a repeat, under the name of its row too."""
    for one in questions:
        answer, label = answers.get(one.code), one.label.in_language(language)
        if one.type == "repeat" and isinstance(answer, list):
            called = (one.each or one.label).in_language(language)
            for number, row in enumerate(answer, start=1):
                for inner, mark in _marks(form, form.rows[one.code].questions, row, kind, language):
                    yield f"{called} {number} · {inner}", mark
        elif one.type == kind:
            named = answer.get("file") if isinstance(answer, dict) else answer
            if named:
                yield label, str(named)


def _answers(
    form: forms.Form, questions: Iterable[forms.Field], answers: Mapping[str, object], language: str | None
) -> Iterator[tuple[str, str]]:
    """Label and value of each answer; those of a repeat under the name of their row."""
    for one in questions:
        answer = answers.get(one.code)
        if answer in (None, "", [], {}) or one.type in {"photo", "audio", "person", "workers"}:
            continue
        if one.type == "repeat" and isinstance(answer, list):
            called = (one.each or one.label).in_language(language)
            for number, row in enumerate(answer, start=1):
                told = _answers(form, form.rows[one.code].questions, row, language)
                yield (
                    f"{called} {number}",
                    "\n".join(_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in told),
                )
        else:
            yield one.label.in_language(language), _answer(one, answer, language)


def _answer(one: forms.Field, answer: object, language: str | None) -> str:
    """One answer as people read it."""
    labels = {choice.code: choice.label.in_language(language) for choice in one.choices}
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    if one.type == "signature" and isinstance(answer, dict):
        return str(answer.get("name") or _("signed by drawing"))
    if one.type == "place" and isinstance(answer, dict):
        return str(answer.get("text") or _("a position on the map"))
    if isinstance(answer, dict):
        return ", ".join(f"{labels.get(code, code)} × {count}" for code, count in answer.items())
    if isinstance(answer, list):
        return ", ".join(labels.get(code, str(code)) for code in answer)
    if one.type == "duration" and isinstance(answer, int):
        return length(answer * 60)
    return labels.get(str(answer), str(answer))
