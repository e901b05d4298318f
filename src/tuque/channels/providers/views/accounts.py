"""The administrator's pages: which numbers and pages people write to, how each is, and what a provider needs to know."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.channels import selectors
from tuque.channels.codes import Channel
from tuque.channels.models import Line
from tuque.channels.providers import accounts, health, permissions, words
from tuque.channels.providers.contract import NotSent
from tuque.channels.providers.forms import AccountForm, CredentialsForm
from tuque.channels.providers.registry import PROVIDERS
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound


@require_GET
@roles_allowed(*permissions.SETS_UP)
def numbers(request: WorkerRequest) -> HttpResponse:
    context = {
        "found": [(one, words.NAMES[one.account.provider]) for one in health.list_health(request.worker, at=now())],
        "providers": [(code, words.NAMES[code], words.ABOUT[code]) for code in PROVIDERS],
        "has_lines": bool(_lines(request)),
    }
    return render_page(request, "channels/providers/numbers.html", context)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.SETS_UP)
def add(request: WorkerRequest, provider: str) -> HttpResponse:
    if provider not in PROVIDERS:
        raise NotFound
    lines = _lines(request)
    form = AccountForm(request.POST if request.method == "POST" else None, provider=PROVIDERS[provider], lines=lines)
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in lines if str(one.public_id) == form.cleaned_data["line"])
        account = accounts.add_account(
            provider=provider,
            line=chosen,
            address=form.cleaned_data["address"],
            language=form.cleaned_data["language"],
            given=form.given,
            origin=_origin(request),
            by=request.worker,
            at=now(),
        )
        messages.success(request, _("Saved. Give the address below to the provider, then try it."))
        return redirect("channels:number", account.public_id)
    context = {"form": form, "name": words.NAMES[provider], "about": words.ABOUT[provider], "lines": lines}
    return render_page(request, "channels/providers/add.html", context, status=422 if form.errors else 200)


@require_GET
@roles_allowed(*permissions.SETS_UP)
def number(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return _page(request, public_id, None)


@require_POST
@roles_allowed(*permissions.SETS_UP)
def change(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    account = accounts.get_account(public_id, viewer=request.worker)
    form = CredentialsForm(request.POST, provider=account.kind, is_new=False)
    if not form.is_valid():
        return _page(request, public_id, form)
    accounts.change_credentials(account=account, given=form.given, by=request.worker, at=now())
    messages.success(request, _("Saved. What you left empty stays as it was."))
    return redirect("channels:number", public_id)


@require_POST
@roles_allowed(*permissions.SETS_UP)
def try_out(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    account = accounts.get_account(public_id, viewer=request.worker)
    try:
        name = accounts.try_out(account=account, by=request.worker, at=now())
    except NotSent as problem:
        why = words.error_words(problem.error)
        messages.error(request, _("It did not work: %(why)s. Look at the keys below, then try again.") % {"why": why})
    else:
        messages.success(
            request, _("The provider knows us, as “%(name)s”. Nothing was sent to anyone.") % {"name": name}
        )
    return redirect("channels:number", public_id)


@require_POST
@roles_allowed(*permissions.SETS_UP)
def retire(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    account = accounts.get_account(public_id, viewer=request.worker)
    accounts.retire(account=account, by=request.worker, at=now())
    messages.success(request, _("Removed. Whoever writes to this number is no longer heard here."))
    return redirect("channels:numbers")


def _page(request: WorkerRequest, public_id: UUID, form: CredentialsForm | None) -> HttpResponse:
    account = accounts.get_account(public_id, viewer=request.worker)
    context = {
        "account": account,
        "health": health.health_of(account, at=now()),
        "name": words.NAMES[account.provider],
        "webhook": words.webhook_of(account),
        "where": words.WHERE[account.provider],
        "verify_token": account.credentials.get("verify_token", ""),
        "tried_error": words.error_words(account.tried_error) if account.tried_error else "",
        "form": form or CredentialsForm(provider=account.kind, is_new=False),
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "channels/providers/number.html", context, status=422 if form else 200)


def _lines(request: WorkerRequest) -> list[Line]:
    return [one for one in selectors.list_lines(request.worker) if one.is_in_use and Channel.TEXT in one.channels]


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
