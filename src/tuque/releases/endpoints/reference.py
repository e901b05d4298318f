"""Reference lists: teams, places, areas, codes."""

from typing import Annotated, Any, Literal

from django.db import models
from django.utils import translation
from django.utils.encoding import force_str
from ninja import Query, Router, Schema
from pydantic import Field

from tuque.accounts.api import Team
from tuque.core.problems import NotFound
from tuque.forms import api as forms
from tuque.geo.models import Area, AreaLayer, Place
from tuque.interactions import codes
from tuque.releases.endpoints.schemas import WITHOUT_NUL, AreaOut, CodeOut, LayerOut, PlaceOut, TeamOut, Trouble
from tuque.releases.endpoints.security import TokenRequest, needs
from tuque.releases.scopes import Scope

router = Router(tags=["reference"])
REFUSALS = {400: Trouble, 401: Trouble, 403: Trouble, 404: Trouble, 422: Trouble, 429: Trouble}

CODE_LISTS: dict[str, type[models.TextChoices]] = {
    "base_type": codes.BaseType,
    "origin": codes.Origin,
    "request_source": codes.RequestSource,
    "outcome": codes.Outcome,
    "action": codes.Action,
    "emergency_service": codes.EmergencyService,
    "emergency_reason": codes.EmergencyReason,
    "age_group": codes.AgeGroup,
    "status": codes.Status,
}


@router.get("/teams", response={200: list[TeamOut], **REFUSALS}, summary="Teams")
@needs(Scope.REFERENCE)
def list_teams(request: TokenRequest) -> list[Team]:
    return list(Team.objects.filter(organization=request.auth.organization).order_by("code"))


@router.get("/places", response={200: list[PlaceOut], **REFUSALS}, summary="Known places")
@needs(Scope.REFERENCE)
def list_places(request: TokenRequest) -> list[Place]:
    return list(Place.objects.filter(organization=request.auth.organization).order_by("code"))


@router.get("/layers", response={200: list[LayerOut], **REFUSALS}, summary="Layers of areas, with their vintage")
@needs(Scope.REFERENCE)
def list_layers(request: TokenRequest) -> list[AreaLayer]:
    return list(AreaLayer.objects.order_by("code", "vintage"))


@router.get("/layers/{code}/{vintage}/areas", response={200: list[AreaOut], **REFUSALS}, summary="Areas of a layer")
@needs(Scope.REFERENCE)
def list_areas(
    request: TokenRequest,
    code: Annotated[str, Field(max_length=60, pattern=WITHOUT_NUL)],
    vintage: Annotated[str, Field(max_length=20, pattern=WITHOUT_NUL)],
) -> list[Area]:
    """Codes and names; the boundaries are on the map's own address."""
    layer = AreaLayer.objects.filter(code=code, vintage=vintage).first()
    if layer is None:
        raise NotFound
    return list(Area.objects.filter(layer=layer).order_by("code"))


class WantedForm(Schema):
    fhir: Annotated[Literal["R4", "R5"], Field(description="The release of FHIR.")] = "R4"


@router.get(
    "/forms/{code}/questionnaire", response={200: dict[str, Any], **REFUSALS}, summary="A form as a FHIR Questionnaire"
)
@needs(Scope.REFERENCE, query=WantedForm)
def get_questionnaire(
    request: TokenRequest,
    code: Annotated[str, Field(max_length=60, pattern=WITHOUT_NUL)],
    wanted: Query[WantedForm],
) -> dict[str, Any]:
    """The newest published version, in English and French."""
    version = forms.get_form(code, viewer=request.auth.created_by).version
    return forms.questionnaire(
        version.body, release=wanted.fhir, number=version.number, published_at=version.published_at
    )


@router.get("/codes", response={200: dict[str, list[CodeOut]], **REFUSALS}, summary="What the codes mean")
@needs(Scope.REFERENCE)
def list_codes(request: TokenRequest) -> dict[str, list[dict[str, str]]]:
    """Each list of codes with its names in both languages."""
    return {
        name: [
            {"code": choice.value, "name_en": label_in("en", choice.label), "name_fr": label_in("fr", choice.label)}
            for choice in choices
        ]
        for name, choices in CODE_LISTS.items()
    }


def label_in(language: str, label: object) -> str:
    with translation.override(language):
        return force_str(label)
