"""One way to save a part: applied where nobody else touched it; otherwise both are shown, and the second saver chooses."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tuque.accounts.api import WorkerRequest
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.forms.portal import parts, selectors, services, words
from tuque.forms.portal.parts import Body, Edited, PartChanged
from tuque.forms.portal.selectors import Shown

Edit = Callable[[Body, bool], Edited]  # the body, and whether to write over what someone else saved


def opened(request: WorkerRequest, public_id: UUID) -> Shown:
    """What is shaped, to change it. Raises NotFound or PermissionRefused."""
    return selectors.get_shown(public_id, viewer=request.worker, to_edit=True)


def save(
    request: WorkerRequest, shown: Shown, edit: Edit, *, which: str, mine: Any, then: str, done: str = ""
) -> HttpResponse:
    """Apply `edit` and go on to `then`; or show what someone else saved meanwhile beside `mine`."""
    chosen = request.POST.get("_choice", "")
    if chosen == "theirs":
        services.set_aside(definition=shown.definition, which=which, part=mine, by=request.worker, at=now())
        messages.info(request, _("Theirs stays in the draft. Yours is kept under “Set aside”."))
        return redirect(then)
    try:
        services.edit_draft(
            definition=shown.definition, edit=lambda body: edit(body, chosen == "mine"), by=request.worker, at=now()
        )
    except PartChanged as changed:
        return _choose(request, shown, which=which, mine=mine, theirs=changed.theirs)
    messages.success(request, done or _("Saved in the draft. The phones change when you publish it."))
    return redirect(then)


def _choose(request: WorkerRequest, shown: Shown, *, which: str, mine: Any, theirs: Any) -> HttpResponse:
    draft = services.draft_of(shown.definition)
    context = {
        "shown": shown,
        "name": words.title_of(which, mine),
        "mine": words.lines_of(mine),
        "theirs": words.lines_of(theirs),
        "is_gone": theirs is None,
        "draft": draft,
        "posted": [(name, value) for name, values in request.POST.lists() for value in values if name[0] != "_"],
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "forms/portal/conflict.html", context, status=409)


def was(request: WorkerRequest) -> str:
    """The mark of the part as the page drew it."""
    return request.POST.get("was", "")


def mark(part: Any) -> str:
    return parts.seen(part)
