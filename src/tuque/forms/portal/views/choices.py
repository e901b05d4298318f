"""The choices of a code list: a hundred on a page, or all at once from a table that is pasted or uploaded."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.forms import permissions
from tuque.forms.models import Definition
from tuque.forms.portal import parts, plugs, posted, selectors, tables
from tuque.forms.portal.selectors import Shown
from tuque.forms.portal.views import saving

ON_A_PAGE = 100
BLANK = 5


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def choices(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    shown = _list_opened(request, public_id)
    everything = parts.choices_of(shown.body)
    wanted = request.GET.get("words", "").strip()
    found = [one for one in everything if not wanted or _has(one, wanted)]
    pages = max(1, -(-len(found) // ON_A_PAGE))
    text = request.GET.get("page", "1")
    number = min(max(int(text), 1), pages) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    if request.method == "POST":
        rows = posted.read_choice_rows(request.POST)
        if "_move" in request.POST:
            return _page(request, shown, posted.moved(rows, request.POST["_move"]), number, pages, wanted, len(found))
        return _save(request, shown, rows, everything)
    here = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    return _page(request, shown, posted.choice_rows(here), number, pages, wanted, len(found))


def _list_opened(request: WorkerRequest, public_id: UUID) -> Shown:
    shown = saving.opened(request, public_id)
    if shown.kind != Definition.Kind.CODE_LIST:
        raise NotFound
    return shown


def _has(choice: dict[str, Any], wanted: str) -> bool:
    label = choice.get("label")
    said = " ".join(str(one) for one in label.values()) if isinstance(label, dict) else ""
    return wanted.casefold() in f"{said} {choice.get('code', '')}".casefold()


def _page(
    request: WorkerRequest, shown: Shown, rows: list[posted.ChoiceRow], number: int, pages: int, wanted: str, found: int
) -> HttpResponse:
    blank = (
        [posted.ChoiceRow(0) for _one in range(BLANK)] if not any(row.is_empty and not row.code for row in rows) else []
    )
    lines = [replace(row, number=place) for place, row in enumerate([*rows, *blank])]
    context = {
        "shown": shown,
        "rows": lines,
        "page": number,
        "pages": pages,
        "words": wanted,
        "found": found,
        "standards": list(_standards(shown).items()),
    }
    return render_page(request, "forms/portal/choices.html", context)


def _standards(shown: Shown) -> dict[str, object]:
    """The codes that reports know in the columns that this list feeds, in the forms that use it."""
    found: dict[str, object] = {}
    for version in selectors.forms_using(shown.definition.code, definition=shown.definition):
        for spot in parts.spots(version.body.get("fields")):
            raw = spot.siblings[spot.number]
            if raw.get("list") == shown.definition.code and raw.get("fills"):
                found |= plugs.standards_of(str(raw["fills"]))
    return found


def _save(
    request: WorkerRequest, shown: Shown, rows: list[posted.ChoiceRow], everything: list[dict[str, Any]]
) -> HttpResponse:
    former = {str(one.get("code")): one for one in everything}
    edits, order = [], []
    for row, code in posted.coded(rows, set(former)):
        part = None if row.removed else posted.choice_part(row, code)
        if not row.removed and row.code:
            order.append(code)
        if row.removed and not row.code:
            continue
        if part is None or not row.code or parts.seen(part) != row.was:
            edits.append(parts.ChoiceEdit(code, part, row.was))

    def edit(body: parts.Body, anyway: bool) -> parts.Edited:
        edited = parts.put_choices(body, edits, anyway=anyway)
        return replace(edited, body=parts.order_choices(edited.body, order).body)

    mine = [one.part for one in edits if one.part is not None]
    then = reverse("forms:choices", args=[shown.definition.public_id]) + f"?{request.GET.urlencode()}"
    if any(not row.code and not row.removed for row, _code in posted.coded(rows, set(former))):
        then += f"#choice-{len(rows) - sum(row.removed or row.is_empty for row in rows)}"  # the next empty line
    return saving.save(request, shown, edit, which="choices", mine=mine, then=then)


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def whole(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """All the choices from a table: shown first, then taken in place of the former ones, which are set aside."""
    shown = _list_opened(request, public_id)
    found, problem, text = [], "", ""
    if request.method == "POST":
        limits.check(request, "import")
        text = request.POST.get("table", "")
        upload = request.FILES.get("file")
        try:
            text = tables.decoded(upload.read(tables.MOST_BYTES + 1)) if upload else text
            found = tables.read_choices(text, known=parts.choices_of(shown.body))
        except tables.TableUnreadable as refused:
            problem = refused.message()
        if found and "_take" in request.POST:
            then = reverse("forms:shaped", args=[public_id])
            done = _("Taken in: %(number)s choices. The phones change when you publish the list.") % {
                "number": len(found)
            }
            return saving.save(
                request,
                shown,
                lambda body, _anyway: parts.replace_choices(body, found),
                which="choices",
                mine=found,
                then=then,
                done=done,
            )
    codes = {one["code"] for one in found}
    gone = [one for one in parts.choices_of(shown.body) if one.get("code") not in codes] if found else []
    context = {
        "shown": shown,
        "problem": problem,
        "table": text if found or problem else "",
        "first": found[:12],
        "count": len(found),
        "gone": len(gone),
        "missing": sum(len(one["label"]) < 2 for one in found),
        "most": tables.MOST_CHOICES,
    }
    return render_page(request, "forms/portal/choices_file.html", context, status=422 if problem else 200)
