"""A page of invented phones, and the address at which their network takes what the line sends."""

import hmac
import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, public, roles_allowed
from tuque.channels.providers import accounts, permissions, receiving
from tuque.channels.providers.pocket import network as net
from tuque.channels.providers.pocket.models import PocketPhone
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.core.wall import Purpose

SHOWN = 40
DELAY_SECONDS = 20


@require_GET
@roles_allowed(*permissions.PLAYS)
def phones(request: WorkerRequest) -> HttpResponse:
    found = net.accounts_of(request.worker)
    accounts.follow_origin(found, origin=request.build_absolute_uri("/").rstrip("/"))
    context = {
        "accounts": [(one, net.shown(one.address)) for one in found],
        "phones": [_seen(request, one) for one in net.list_phones(request.worker)],
        "may_set_up": request.worker.holds(*permissions.SETS_UP),
    }
    return render_page(request, "channels/providers/pocket.html", context)


@require_POST
@roles_allowed(*permissions.PLAYS)
def add_phone(request: WorkerRequest) -> HttpResponse:
    chosen = request.POST.get("account", "")
    found = net.accounts_of(request.worker)
    account = next((one for one in found if str(one.public_id) == chosen), found[0] if found else None)
    if account is None:
        raise NotFound
    phone = net.add_phone(account, by=request.worker)
    return redirect(f"/pocket#phone-{phone.public_id}")


@require_GET
@roles_allowed(*permissions.PLAYS)
def screen(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return _screen(request, net.get_phone(public_id, viewer=request.worker))


@require_POST
@roles_allowed(*permissions.PLAYS)
def write(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    phone = net.get_phone(public_id, viewer=request.worker)
    try:
        key = UUID(request.POST.get("_key", ""))
    except ValueError:
        key = new_id()
    net.write(phone, request.POST.get("text", ""), at=now(), message_id=key)
    return _after(request, public_id)


@require_POST
@roles_allowed(*permissions.PLAYS)
def trick(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """What networks do to messages: twice, late, in the wrong order, by a stranger; a phone that is off."""
    phone, what = net.get_phone(public_id, viewer=request.worker), request.POST.get("trick", "")
    rows, at = PocketPhone.objects.filter(pk=phone.pk), now()
    if what == "again":
        net.again(phone, at=at)
    elif what == "forged":
        net.again(phone, at=at, forged=True)
    elif what == "release":
        net.release(phone, at=at)
    elif what == "hold":
        rows.update(is_holding=True)
    elif what == "late":
        rows.update(delay_seconds=0 if phone.delay_seconds else DELAY_SECONDS)
    elif what == "off":
        rows.update(is_off=not phone.is_off)
    return _after(request, public_id)


@csrf_exempt
@public(reason="Our own sender posts here, as to any provider; it proves itself by the secret of the account.")
@require_POST
def network(request: HttpRequest) -> HttpResponse:
    try:
        said = {name: str(value) for name, value in json.loads(request.body).items()}
        path = said["callback"].rpartition("/")[2]
        wanted = {"to", "text", "id"} <= said.keys()
    except (ValueError, KeyError, AttributeError):
        return JsonResponse({"code": "unreadable"}, status=400)
    with wall.system(Purpose.DOORSTEP):
        account = receiving.find_account(path)
    if account is None or account.provider != "pocket" or not wanted:
        return JsonResponse({"code": "no_account"}, status=401)
    with wall.within(account.organization_id):
        expected = f"Bearer {account.credentials['secret']}"
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode()):
            return JsonResponse({"code": "no_account"}, status=401)
        status, answer = net.take(account, said, at=now())
    return JsonResponse(answer, status=status)


def _after(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    if getattr(request, "htmx", False):
        typed = "trick" not in request.POST
        return _screen(request, net.get_phone(public_id, viewer=request.worker), emptied=typed)
    return redirect(f"/pocket#phone-{public_id}")


def _screen(request: WorkerRequest, phone: PocketPhone, *, emptied: bool = False) -> HttpResponse:
    """`emptied`: what was typed has left, and its place is empty again."""
    return render_page(request, "channels/providers/_screen.html", {"one": _seen(request, phone), "emptied": emptied})


def _seen(request: WorkerRequest, phone: PocketPhone) -> dict[str, object]:
    rows = list(phone.messages.order_by("-at", "-pk")[:SHOWN])
    return {
        "phone": phone,
        "number": net.shown(phone.number),
        "messages": rows[::-1],
        "zone": request.worker.organization.zone,
        "line": phone.account.line.name,
        "words": ["STOP", "ARRÊT", "START"],
        "tricks": [
            ("again", _("The last one again"), None),
            ("forged", _("The last one, forged"), None),
            ("late", _("20 seconds late"), phone.delay_seconds > 0),
            ("release", _("Let go, the last first"), None) if phone.is_holding else ("hold", _("Hold back"), False),
            ("off", _("Phone off"), phone.is_off),
        ],
    }
