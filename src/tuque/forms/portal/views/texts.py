"""All the texts of a form side by side, to write and correct both languages in one go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.forms import permissions
from tuque.forms.models import Definition
from tuque.forms.portal import parts, posted, services, texts
from tuque.forms.portal.parts import Body, Edited
from tuque.forms.portal.texts import Text, TextEdit
from tuque.forms.portal.views import saving


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def both(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    shown = saving.opened(request, public_id)
    if shown.kind != Definition.Kind.FORM:
        raise NotFound
    rows = list(texts.texts_of(shown.body))
    if request.method != "POST":
        missing = [(row, language) for row in rows for language in posted.LANGUAGES if not row.words.get(language)]
        return render_page(request, "forms/portal/texts.html", {"shown": shown, "rows": rows, "missing": missing})
    edits = _edits(request, rows)
    then = reverse("forms:texts", args=[public_id])
    if not request.POST.get("_choice"):
        edits = _save_untouched(request, shown.definition, edits)
        if not edits:
            messages.success(request, _("Saved in the draft. The phones change when you publish it."))
            return redirect(then)
    return saving.save(
        request,
        shown,
        lambda body, anyway: texts.put_texts(body, edits, anyway=True)[0] if anyway else texts.put_or_ask(body, edits),
        which="texts",
        mine=[texts.kept(edit.name, edit.words) for edit in edits],
        then=then,
    )


def _save_untouched(request: WorkerRequest, definition: Definition, edits: list[TextEdit]) -> list[TextEdit]:
    """Save what nobody else touched at once; the texts that are left are chosen one way or the other."""
    left: list[TextEdit] = []

    def edit(body: Body) -> Edited:
        edited, left[:] = texts.put_texts(body, edits)
        return edited

    if edits:
        services.edit_draft(definition=definition, edit=edit, by=request.worker, at=now())
    return left


def _edits(request: WorkerRequest, rows: list[Text]) -> list[TextEdit]:
    """The texts that were changed on the page: a box that was left as it was drawn says nothing."""
    found = []
    for row in rows:
        was = request.POST.get(f"was.{row.name}")
        words = posted.words_of(request.POST, f"text.{row.name}")
        if was is not None and parts.seen(words) != was:
            found.append(TextEdit(row.name, words, was))
    return found
