"""One's own account: how one signs in, and where one is signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts import kept, selectors
from tuque.accounts.access import own_account
from tuque.accounts.middleware import WorkerRequest
from tuque.accounts.services import sessions
from tuque.core.clock import now
from tuque.core.pages import render_page


@own_account
@require_GET
def show(request: WorkerRequest) -> HttpResponse:
    context = {
        "held": request.worker.current_assignments,
        "factors": selectors.factors_of(request.worker),
        "sessions": selectors.list_sessions(
            worker=request.worker, at=now(), current_key=request.session.session_key or ""
        ),
    }
    return render_page(request, "accounts/me.html", context)


@own_account
@require_GET
def welcome(request: WorkerRequest) -> HttpResponse:
    """Just after an invitation was accepted: a second factor is offered, and may wait."""
    return render_page(request, "accounts/welcome.html", {"factors": selectors.factors_of(request.worker)})


@own_account
@require_GET
def show_kept(request: WorkerRequest) -> HttpResponse:
    """What was written before a sign-in that came in between, to be sent."""
    found = kept.find(request, worker=request.worker, at=now())
    if found is None:
        return redirect("web:home")
    return render_page(request, "accounts/kept.html", {"kept": found})


@own_account
@require_POST
def end_session(request: WorkerRequest) -> HttpResponse:
    sessions.end_session(worker=request.worker, named=request.POST.get("session", ""), by=request.worker, at=now())
    messages.success(request, _("That session has ended."))
    return redirect("accounts:me")


@own_account
@require_POST
def end_other_sessions(request: WorkerRequest) -> HttpResponse:
    ended = sessions.end_other_sessions(worker=request.worker, current_key=request.session.session_key or "", at=now())
    messages.success(
        request,
        ngettext("%(count)d other session has ended.", "%(count)d other sessions have ended.", ended)
        % {"count": ended},
    )
    return redirect("accounts:me")
