"""One question: its words in both languages, what it takes, when it is shown, what reports learn from it."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.forms import permissions
from tuque.forms.binding import BoundForm, bind
from tuque.forms.language import Field, Form, Words
from tuque.forms.language import definition as language
from tuque.forms.language.reading import Reader, choices_for
from tuque.forms.models import Definition
from tuque.forms.portal import conditions, outline, parts, plugs, posted, previews, selectors, words
from tuque.forms.portal.kinds import Kind, kind_of, kinds
from tuque.forms.portal.posted import FieldDraft
from tuque.forms.portal.selectors import Shown
from tuque.forms.portal.views import saving
from tuque.forms.posting import read_post

BLANK_ROWS, BLANK_CHOICES = 1, 3
DEFAULT = "default_answer"
# What a fresh page may offer: not an instant, which would be old tomorrow, nor what is given on the spot.
OFFERED = (language.CALCULABLE | language.CHOOSING | {"note"}) - {"date", "datetime"}


@dataclass(frozen=True)
class Picker:
    """The lines of one condition as the page draws them."""

    name: str
    condition: conditions.Condition
    count: int
    raw: str
    error: str

    @property
    def lines(self) -> list[tuple[int, conditions.Row]]:
        rows = list(self.condition.rows)
        return list(enumerate([*rows, *[conditions.Row()] * (self.count - len(rows))]))


@roles_allowed(*permissions.SHAPERS)
@require_GET
def choose_type(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    shown = _form_opened(request, public_id)
    context = {"shown": shown, "kinds": list(kinds()), "group": request.GET.get("group", "")}
    return render_page(request, "forms/portal/choose_type.html", context)


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def new(request: WorkerRequest, public_id: UUID, kind: str) -> HttpResponse:
    shown, chosen = _form_opened(request, public_id), kind_of(kind)
    if kind not in language.TYPES:
        raise NotFound
    return _editor(request, shown, chosen, {"type": kind}, code="")


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def field(request: WorkerRequest, public_id: UUID, code: str) -> HttpResponse:
    shown = _form_opened(request, public_id)
    spot = parts.find_field(shown.body, code)
    if spot is None and request.method == "GET":
        raise NotFound
    raw = spot.siblings[spot.number] if spot else {"type": request.POST.get("type", "text"), "code": code}
    return _editor(request, shown, kind_of(str(raw.get("type"))), parts.field_part(raw), code=code)


def _form_opened(request: WorkerRequest, public_id: UUID) -> Shown:
    shown = saving.opened(request, public_id)
    if shown.kind != Definition.Kind.FORM:
        raise NotFound
    return shown


def _editor(request: WorkerRequest, shown: Shown, kind: Kind, part: dict[str, Any], *, code: str) -> HttpResponse:
    around = outline.around(shown, but="" if code else "-")
    asked = around.asked
    if request.method == "GET":
        return _page(request, shown, kind, posted.field_draft(part, asked), code=code, part=part, around=around)
    draft = posted.read_field(request.POST, kind, part, asked)
    default_form = _default_form(kind, draft.part, shown)
    if default_form is not None:
        _read_default(draft, default_form, request)
    if kind.has_choices and not draft.part.get("list") and not draft.part.get("choices"):
        draft.errors["choices"] = _("Write at least one choice, or use a code list.")
    if not draft.part["label"]:
        draft.errors["label"] = _("Write the question, in one language at least.")
    pressed = {"_move", "_add", "_preview"} & request.POST.keys()
    if "_move" in pressed:
        draft.choices = posted.moved(draft.choices, request.POST["_move"])
    if pressed or draft.errors:
        return _page(
            request,
            shown,
            kind,
            draft,
            code=code,
            part=part,
            around=around,
            status=422 if draft.errors and not pressed else 200,
        )
    group = request.POST.get("group", "")
    if code:
        named = {"code": code} | draft.part
        return saving.save(
            request,
            shown,
            lambda body, anyway: parts.put_field(
                body, named, code=code, was=saving.was(request), group=group, anyway=anyway
            ),
            which=f"field:{code}",
            mine=named,
            then=reverse("forms:shaped", args=[shown.definition.public_id]) + f"#part-{code}",
        )
    return _add(request, shown, draft.part, group=group)


def _add(request: WorkerRequest, shown: Shown, part: dict[str, Any], *, group: str) -> HttpResponse:
    label = part["label"]
    former = _types_published(shown)

    def code_in(body: parts.Body) -> str:
        # A code that a published version had with another type would be refused: the answers of both must stay readable.
        taken = parts.field_codes(body) | {code for code, kind in former.items() if kind != part["type"]}
        return parts.code_from(label.get("en") or label.get("fr", ""), taken=taken)

    def add(body: parts.Body, _anyway: bool) -> parts.Edited:
        return parts.add_field(body, {"code": code_in(body)} | part, group=group)

    # Back to the place: the line of the question that was added.
    then = reverse("forms:shaped", args=[shown.definition.public_id]) + f"#part-{code_in(shown.body)}"
    if request.POST.get("_then") == "another":
        then = reverse("forms:new-field", args=[shown.definition.public_id]) + (f"?group={group}" if group else "")
    return saving.save(request, shown, add, which="field:", mine=part, then=then)


def _types_published(shown: Shown) -> dict[str, str]:
    found: dict[str, str] = {}
    for body in shown.definition.versions.filter(published_at__isnull=False).values_list("body", flat=True):
        for spot in parts.spots(body.get("fields")):
            raw = spot.siblings[spot.number]
            found[str(raw.get("code"))] = str(raw.get("type"))
    return found


def _page(
    request: WorkerRequest,
    shown: Shown,
    kind: Kind,
    draft: FieldDraft,
    *,
    code: str,
    part: dict[str, Any],
    around: outline.Around,
    status: int = 200,
) -> HttpResponse:
    column = str(draft.part.get("fills", ""))
    spot = parts.find_field(shown.body, code) if code else None
    default_form = _default_form(kind, draft.part, shown)
    groups = [
        (str(raw.get("code")), selectors.in_reader_language(raw.get("label")) or str(raw.get("code")))
        for raw in _groups(shown, but=code)
    ]
    context: dict[str, object] = {
        "shown": shown,
        "kind": kind,
        "code": code,
        "is_fresh": not code,
        "part": draft.part,
        "draft": draft,
        "errors": draft.errors,
        "was": request.POST.get("was") or (saving.mark(part) if code else ""),
        "pickers": {name: _picker(name, draft, request.POST) for name in posted.CONDITIONS},
        "calculation": _calculation(draft, request.POST),
        "calculation_raw": draft.raw.get("calculated", ""),
        "operations": words.OPERATIONS.items(),
        "comparisons": words.COMPARISONS.items(),
        "questions": [(name, label) for name, label in around.names.items() if name != code],
        "question_types": around.types,
        "picker_props": {
            "types": around.types,
            "choices": {name: list(labels.items()) for name, labels in around.labels.items() if labels},
            "truths": [(code, str(label)) for code, label in words.TRUTHS.items()],
        },
        "own": [(code, _("its own answer"))] if code else [],
        "columns": [(name, plugs.column_label(name)) for name in kind.columns],
        "standards": list(plugs.standards_of(column).items()),
        "lists": list(selectors.lists_for(shown.definition).items()) if kind.has_choices else [],
        "rows": _choice_lines(draft, kind),
        "default": _bound_default(default_form, draft, request) if default_form else None,
        "groups": groups,
        "group": request.POST.get("group", request.GET.get("group", spot.group if spot else "")),
        "preview": previews.preview(shown, body=_alone(shown, draft, code)),
        "is_published": bool(code) and code in _types_published(shown),
    }
    return render_page(request, "forms/portal/field.html", context, status=status)


def _groups(shown: Shown, *, but: str) -> list[dict[str, Any]]:
    own = parts.find_field(shown.body, but) if but else None
    inside = parts.spots([own.siblings[own.number]]) if own else iter(())
    barred = {str(spot.siblings[spot.number].get("code")) for spot in inside}
    raws = [spot.siblings[spot.number] for spot in parts.spots(shown.body.get("fields"))]
    return [raw for raw in raws if raw.get("type") in {"group", "repeat"} and str(raw.get("code")) not in barred]


def _alone(shown: Shown, draft: FieldDraft, code: str) -> dict[str, Any]:
    """A form of this question alone, always shown: what the phone makes of it."""
    part = {
        name: value
        for name, value in draft.part.items()
        if name not in {"show_if", "required_if", "constraint", "constraint_message", "calculated"}
    }
    spot = parts.find_field(shown.body, code) if code else None
    held = spot.siblings[spot.number].get("fields") if spot else None
    inside = {"fields": held or []} if part.get("type") in {"group", "repeat"} else {}
    title = shown.body.get("title")
    return {"language": 1, "code": "one", "title": title, "fields": [{**part, "code": code or "question", **inside}]}


def _picker(name: str, draft: FieldDraft, data: QueryDict) -> Picker:
    condition = draft.rows.get(name) or conditions.Condition()
    more = BLANK_ROWS + (2 if data.get("_add") == name else 0)
    return Picker(name, condition, len(condition.rows) + more, draft.raw.get(name, ""), draft.errors.get(name, ""))


def _calculation(draft: FieldDraft, data: QueryDict) -> dict[str, object]:
    operands = list(draft.calculation.operands)
    blank = 1 if operands else 2
    operands += [""] * (blank + (2 if data.get("_add") == "calculated" else 0))
    return {"operation": draft.calculation.operation, "lines": list(enumerate(operands)), "count": len(operands)}


def _choice_lines(draft: FieldDraft, kind: Kind) -> list[posted.ChoiceRow]:
    if not kind.has_choices:
        return []
    rows = [row for row in draft.choices if row.code or not row.is_empty]
    rows += [posted.ChoiceRow(0) for _one in range(BLANK_CHOICES)]
    return [replace(row, number=number) for number, row in enumerate(rows)]


# The answer that a fresh page offers is given in the question itself.


def _default_form(kind: Kind, part: dict[str, Any], shown: Shown) -> Form | None:
    """A form of one question like this one, for the answer offered; None where none is offered."""
    if kind.code not in OFFERED or part.get("calculated") is not None:
        return None
    reader, lists = Reader(lists={}), {}
    if part.get("list"):
        lists = {part["list"]: selectors.choices_of_list(shown.definition, part["list"])}
        reader.lists = lists
    filled = [
        {**one, "label": {"en": "-", "fr": "-"} | one.get("label", {})}
        for one in part.get("choices") or []
        if one.get("label")
    ]
    choices = choices_for(reader, {**part, "choices": filled} if not part.get("list") else part, kind.code, "")
    if kind.has_choices and not choices:
        return None
    label = Words(en="Answer offered on a fresh page", fr="Réponse proposée sur une page neuve")
    one = Field(code=DEFAULT, type=kind.code, label=label, choices=choices)
    return Form("default", label, "other", "", "", (one,), (DEFAULT,), {DEFAULT: ()})


def _read_default(draft: FieldDraft, form: Form, request: WorkerRequest) -> None:
    if "has_default" not in request.POST:
        return  # the page did not show it
    answer = read_post(form, request.POST, zone=request.worker.organization.zone).get(DEFAULT)
    draft.part.pop("default", None)
    if answer is not None:
        draft.part["default"] = answer


def _bound_default(form: Form, draft: FieldDraft, request: WorkerRequest) -> BoundForm:
    value = draft.part.get("default")
    answers = {} if value is None else {DEFAULT: value}
    return bind(form, zone=request.worker.organization.zone, answers=answers)
