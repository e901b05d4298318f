"""The interface as a whole: its description, its errors, who may call it."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser as NinjaParser

from tuque import __version__
from tuque.core.problems import Problem
from tuque.releases.endpoints import interactions, patrols, reference, stock
from tuque.releases.endpoints.reference import REFUSALS
from tuque.releases.endpoints.schemas import Caller
from tuque.releases.endpoints.security import Bearer, TokenRate, TokenRequest


class Parser(NinjaParser):
    """Reads a body as JSON says it is: no NaN, no infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Interface(NinjaAPI):
    """Its answers are data: nothing in them is ever run or shown as a page."""

    def create_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(*args, **kwargs)
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return response


api = Interface(
    parser=Parser(),
    title="Tuque",
    version="1",
    description=f"Read and add interactions; add patrols; read the stock and the reference lists. Tuque {__version__}.",
    auth=Bearer(),
    throttle=[TokenRate()],
    docs_url=None,
    urls_namespace="api",
)
api.add_router("/interactions", interactions.router)
api.add_router("/patrols", patrols.router)
api.add_router("/stock", stock.router)
api.add_router("", reference.router)


@api.get("/me", response={200: Caller, **REFUSALS}, summary="Who this token is", tags=["token"])
def who_am_i(request: TokenRequest) -> dict[str, object]:
    token = request.auth
    return {
        "organization": token.organization.code,
        "organization_name": token.organization.name,
        "time_zone": token.organization.time_zone,
        "token": token.name,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
    }


def trouble(
    request: HttpRequest, *, code: str, detail: str, status: int, errors: dict[str, str] | None = None
) -> HttpResponse:
    return api.create_response(request, {"code": code, "detail": detail, "errors": errors or {}}, status=status)


@api.exception_handler(Problem)
def tell_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return trouble(request, code=problem.code, detail=problem.message(), status=problem.status)


@api.exception_handler(AuthenticationError)
def tell_no_token(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    detail = _(
        "No token, or one that is no longer in force. Send it as “Authorization: Bearer …”, or ask the director for one."
    )
    response = trouble(request, code="releases.no_token", detail=detail, status=401)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Throttled)
def tell_too_often(request: HttpRequest, problem: Throttled) -> HttpResponse:
    detail = _("Too many requests in a minute for this token. Wait, then go on from the same cursor.")
    response = trouble(request, code="releases.too_often", detail=detail, status=429)
    response["Retry-After"] = str(round(problem.wait or 60) + 1)
    return response


@api.exception_handler(ValidationError)
def tell_unreadable(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    errors = {".".join(str(part) for part in error["loc"]): error["msg"] for error in problem.errors}
    detail = _("Some values cannot be used: see “errors” for each, and the description of the interface.")
    return trouble(request, code="releases.unreadable", detail=detail, status=422, errors=errors)


@api.exception_handler(HttpError)
def tell_http_error(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return trouble(request, code="releases.refused", detail=str(problem), status=problem.status_code)
