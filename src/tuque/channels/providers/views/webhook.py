"""Where providers knock. Nothing is asked of whoever wrote: no limit, no cookie, no language. Answered once it is kept."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from tuque.accounts.api import public
from tuque.channels.providers import receiving
from tuque.channels.providers.contract import LARGEST_BODY, Delivered, Refused
from tuque.channels.providers.models import Account
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.problems import NotFound
from tuque.core.wall import Purpose


@csrf_exempt
@public(reason="Providers bring what people wrote; each delivery proves where it comes from.")
def webhook(request: HttpRequest, path: str) -> HttpResponse:
    with wall.system(Purpose.DOORSTEP):  # whoever else is signed in to this browser
        account = receiving.find_account(path)
    if account is None:
        raise NotFound
    with wall.within(account.organization_id):
        try:
            reply = receiving.receive(account, delivered_of(request, account))
        except (Refused, RequestDataTooBig):
            return HttpResponse(status=403)
    return HttpResponse(reply.body, content_type=reply.content_type, status=reply.status)


def delivered_of(request: HttpRequest, account: Account) -> Delivered:
    """The address is the one that we gave: a proxy that ends TLS may show another here."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise RequestDataTooBig
    query = request.META.get("QUERY_STRING", "")
    return Delivered(
        method=str(request.method),
        url=account.webhook + (f"?{query}" if query else ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        at=now(),
    )
