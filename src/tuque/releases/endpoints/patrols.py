"""Patrols: how long a team was out, and where, told by another program."""

from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import ValidationError

from tuque.core.clock import now
from tuque.core.repeat import Answer, write_once
from tuque.geo import api as geo
from tuque.interactions import api as log
from tuque.releases.endpoints.interactions import find_team
from tuque.releases.endpoints.reference import REFUSALS
from tuque.releases.endpoints.schemas import PatrolIn, PatrolTaken, Trouble
from tuque.releases.endpoints.security import TokenRequest, needs
from tuque.releases.models import ApiToken
from tuque.releases.scopes import Scope

router = Router(tags=["patrols"])
SOURCE = "api"


@router.post("", response={201: PatrolTaken, 409: Trouble, **REFUSALS}, summary="Add a patrol that is over")
@needs(Scope.PATROLS)
def add_patrol(request: TokenRequest, body: PatrolIn) -> Status[dict[str, object]]:
    """Answered once it is durable. The hours stand beside the counts of maps and in the activity report."""
    token, moment = request.auth, now()
    team = find_team(body.team, token.created_by)
    assert team is not None  # noqa: S101  its code is not empty
    span = log.Span(
        body.starts_at,
        body.ends_at,
        areas=tuple(dict.fromkeys(_area(code, token) for code in body.areas)),
        positions=tuple(log.Position(one.at, geo.cell_of(one.lon, one.lat)) for one in body.positions),
    )
    if span.areas and span.positions:
        raise ValidationError([{"loc": ("body", "areas"), "msg": _("Give areas or positions, not both.")}])

    def write() -> Answer:
        outing = log.record_patrol(team=team, by=token.created_by, span=span, key=body.id, at=moment, source=SOURCE)
        return Answer(status=201, body={"id": str(outing.public_id)})

    try:
        write_once(
            scope=f"patrols:{token.organization_id}",
            key=body.id,
            body=body.model_dump(mode="json"),
            organization=token.organization,
            at=moment,
            write=write,
        )
    except log.PatrolImpossible as problem:
        raise ValidationError(
            [{"loc": ("body", name), "msg": words} for name, words in problem.errors.items()]
        ) from None
    return Status(201, {"id": body.id, "seconds": round((span.ends_at - span.starts_at).total_seconds())})


def _area(code: str, token: ApiToken) -> int:
    area = geo.named_area(code, organization=token.organization)
    if area is None:
        raise ValidationError(
            [
                {
                    "loc": ("body", "areas"),
                    "msg": _("No area of your boundaries has the code “%(code)s”.") % {"code": code},
                }
            ]
        )
    return area
