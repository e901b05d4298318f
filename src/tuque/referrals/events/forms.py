"""What is written of events, made into clean values."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from tuque.accounts.api import Worker
from tuque.core.clock import now
from tuque.directory import api as directory
from tuque.geo import api as geo
from tuque.referrals.events import selectors
from tuque.referrals.events.models import EventPlace, Kind, PlaceKind
from tuque.referrals.events.services import Place, Said

MOMENT = "%Y-%m-%dT%H:%M"
ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
WORDS = ("name_en", "name_fr", "words_en", "words_fr")
TELLS = gettext_noop(
    "This is the address of a place that the directory keeps confidential, and this page is public. Write a telephone number"
    " or a meeting point instead."
)


def long_text(label: Any, *, required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}))


def moment(label: Any, *, required: bool = False) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        error_messages={"invalid": _("Write a day and an hour, such as 2026-04-28 18:00.")},
    )


class EventForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    name_en = forms.CharField(label=_("Name, in English"), max_length=120)
    name_fr = forms.CharField(label=_("Name, in French"), max_length=120)
    where = forms.CharField(label=_("Where"), max_length=200, required=False)
    words_en = long_text(_("What everyone must know, in English"))
    words_fr = long_text(_("What everyone must know, in French"))

    def __init__(self, *args: Any, viewer: Worker, **more: Any) -> None:
        super().__init__(*args, **more)
        self.viewer = viewer

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for name in ("where", *WORDS):
            if directory.tells_secret(str(clean.get(name) or ""), organization_id=self.viewer.organization_id):
                self.add_error(name, _(TELLS))
        return clean

    def said(self) -> Said:
        return Said(**{**self.cleaned_data, "kind": Kind(self.cleaned_data["kind"])})


class ClosesField(forms.Field):
    """What is ticked of records of the directory: `record`, or `record:place`. What is no such thing is left out."""

    class Ticked(forms.Widget):
        def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
            return ClosesField.read(data)

    widget = Ticked

    @staticmethod
    def read(data: Mapping[str, Any]) -> list[str]:
        ticked = data.getlist("closes") if isinstance(data, QueryDict) else []
        return [one for one in ticked if re.fullmatch(rf"{ID}(:{ID})?", one)]


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=PlaceKind.choices)
    name_en = forms.CharField(label=_("Name, in English"), max_length=160)
    name_fr = forms.CharField(label=_("Name, in French"), max_length=160)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    capacity = forms.IntegerField(label=_("Places in all"), required=False, min_value=0, max_value=100_000)
    starts_at = moment(_("From"))
    ends_at = moment(_("Until"))
    words_en = long_text(_("Details, in English"), required=False, rows=2)
    words_fr = long_text(_("Details, in French"), required=False, rows=2)
    closes = ClosesField(label=_("Closed in the directory meanwhile"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        viewer: Worker,
        place: EventPlace | None = None,
        typed: QueryDict | None = None,
    ) -> None:
        """`typed`: what was written so far, while its record of the directory is looked for."""
        super().__init__(data, initial=typed_of(typed) if typed else known_of(place, viewer) if place else None)
        self.viewer, self.known = viewer, place

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        self._check_closes(clean.get("closes") or [])
        zone = self.viewer.organization.zone
        for name in ("starts_at", "ends_at"):
            if clean.get(name):
                clean[name] = self._as_known(name, clean[name].replace(tzinfo=zone))
        clean["starts_at"] = clean.get("starts_at") or (self.known.starts_at if self.known else now())
        if clean.get("ends_at") and clean["ends_at"] <= clean["starts_at"]:
            self.add_error("ends_at", _("It ends before it begins. Write a later day or hour."))
        if clean.get("kind") == PlaceKind.CLOSURE and not clean.get("ends_at") and "ends_at" not in self.errors:
            self.add_error(
                "ends_at",
                _("A closure has an end: write when to look again. If it lasts longer, put it on the page again."),
            )
        self._keep_secrets(clean)
        return clean

    def _check_closes(self, ticked: list[str]) -> None:
        if not ticked:
            return
        services = {one.partition(":")[0] for one in ticked}
        if len(services) > 1:
            self.add_error(
                "closes", _("These are places of two records. Tick those of one, and add a closure for the other.")
            )
        elif not selectors.is_own(ticked, viewer=self.viewer):
            self.add_error("closes", _("This record is no longer in the directory. Choose another one, or none."))

    def _keep_secrets(self, clean: dict[str, Any]) -> None:
        """An event's page is public: what the directory keeps to itself is not typed there by mistake."""
        address, _lon, _lat = where_in(self.data, self.viewer)  # type: ignore[arg-type]
        told = {"": address, **{name: str(clean.get(name) or "") for name in WORDS}}
        for name, words in told.items():
            if directory.tells_secret(words, organization_id=self.viewer.organization_id):
                self.add_error(name or None, _(TELLS))

    def _as_known(self, name: str, moment: datetime) -> datetime:
        """A page tells minutes: what was left as it stood is no change."""
        known = getattr(self.known, name, None)
        return known if known and known.replace(second=0, microsecond=0) == moment else moment

    def place(self) -> Place:
        clean = self.cleaned_data
        address, lon, lat = where_in(self.data, self.viewer)  # type: ignore[arg-type]
        service, locations = closed_in(clean["closes"])
        return Place(
            kind=PlaceKind(clean["kind"]),
            name_en=clean["name_en"],
            name_fr=clean["name_fr"],
            starts_at=clean["starts_at"],
            ends_at=clean["ends_at"],
            words_en=clean["words_en"],
            words_fr=clean["words_fr"],
            address=address,
            phone=clean["phone"],
            lon=lon,
            lat=lat,
            capacity=clean["capacity"],
            service=service,
            locations=locations,
        )


def known_of(place: EventPlace, viewer: Worker) -> dict[str, Any]:
    """What a place says now, as the form writes it: times are those of the organization."""
    names = ("kind", "name_en", "name_fr", "phone", "capacity", "words_en", "words_fr")
    zone = viewer.organization.zone
    return {name: getattr(place, name) for name in names} | {
        "starts_at": place.starts_at.astimezone(zone).replace(tzinfo=None),
        "ends_at": place.ends_at.astimezone(zone).replace(tzinfo=None) if place.ends_at else None,
        "closes": closes_of(place),
    }


def closes_of(place: EventPlace) -> list[str]:
    """As the page ticks them: the record for everywhere, or each of its places behind the record."""
    if place.service is None:
        return []
    return [f"{place.service}:{one}" for one in place.locations] or [str(place.service)]


def closed_in(ticked: list[str]) -> tuple[UUID | None, list[str]]:
    """The record, and its places; none where it is ticked as a whole."""
    if not ticked:
        return None, []
    service, everywhere = ticked[0].partition(":")[0], any(":" not in one for one in ticked)
    return UUID(service), [] if everywhere else [one.partition(":")[2] for one in ticked]


def typed_of(post: QueryDict) -> dict[str, Any]:
    return {name: post.get(name, "") for name in PlaceForm.base_fields} | {"closes": ClosesField.read(post)}


def where_in(post: QueryDict, viewer: Worker) -> tuple[str, float | None, float | None]:
    """Words and lon, lat of the place picker named `where`; a known place gives both where nothing else was said."""
    words = post.get("where.text", "").strip()[:300]
    known = next((one for one in geo.list_places(viewer) if str(one.public_id) == post.get("where.place")), None)
    try:
        lon, lat = float(post.get("where.lon", "")), float(post.get("where.lat", ""))
    except ValueError:
        return (words or known.name, known.lon, known.lat) if known else (words, None, None)
    return (words or (known.name if known else ""), lon, lat) if geo.is_on_earth(lon, lat) else (words, None, None)


class CountForm(forms.Form):
    occupied = forms.IntegerField(min_value=0, max_value=100_000)
    capacity = forms.IntegerField(required=False, min_value=0, max_value=100_000)
