"""Who is calling: a token with its scopes, not more often than agreed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from tuque.core import wall
from tuque.core.clock import now
from tuque.releases import selectors, services
from tuque.releases.models import ApiToken
from tuque.releases.scopes import Scope


class TokenRequest(HttpRequest):
    """A request that an endpoint receives: the token was found and is in force."""

    auth: ApiToken


class Bearer(HttpBearer):
    """`Authorization: Bearer tuque_...`. A session of the site opens nothing here, and a token nothing there."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        moment = now()
        found = selectors.find_token_by_secret(token, at=moment)
        if found is not None:
            wall.step_in(found.organization_id)
            services.mark_used(found, at=moment)
        return found


class TokenRate(SimpleRateThrottle):
    """So many requests a minute for each token; counted in Redis when several processes serve."""

    scope = "token"
    cache = caches["quick"]

    def __init__(self) -> None:
        super().__init__(f"{settings.API_REQUESTS_PER_MINUTE}/min")

    def get_cache_key(self, request: HttpRequest) -> str | None:
        token = getattr(request, "auth", None)
        return f"api-rate-{token.pk}" if isinstance(token, ApiToken) else None


def needs(scope: Scope, *, query: type[Schema] | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Refuse with 403 a token that lacks `scope`, naming it; and with 422 a parameter that is not in `query`.

    A misspelt filter that was passed over in silence would give the caller other rows than it asked for.
    """
    known = set(query.model_fields) if query else set()

    def close(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(endpoint)
        def guarded(request: TokenRequest, *args: Any, **kwargs: Any) -> Any:
            unknown = sorted(set(request.GET) - known)
            if unknown:
                raise ValidationError(
                    [{"loc": ("query", name), "msg": _("There is no such parameter.")} for name in unknown]
                )
            if scope not in request.auth.scopes:
                raise HttpError(
                    403,
                    _("This token lacks the scope %(scope)s. Ask the director for one that has it.")
                    % {"scope": scope.value},
                )
            return endpoint(request, *args, **kwargs)

        return guarded

    return close
