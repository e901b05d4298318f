"""An event for programs and for relief partners without a network: JSON, GeoJSON, Atom, CAP, and a folder to carry.

Plain functions of what is public. CAP: OASIS Common Alerting Protocol 1.2, one `info` for each language.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml  # only written, never read

from django.utils import translation
from django.utils.feedgenerator import Atom1Feed

from tuque.referrals.events.models import Event, EventPlace, Kind
from tuque.referrals.events.selectors import Public

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
CATEGORY = {
    Kind.FLOOD: "Met",
    Kind.FIRE: "Fire",
    Kind.STORM: "Met",
    Kind.HEAT: "Met",
    Kind.COLD: "Met",
    Kind.OUTAGE: "Infra",
}
UNHOLDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLUMNS = ("kind", "name_en", "name_fr", "address", "phone", "lon", "lat", "capacity", "occupied", "counted_at",
           "starts_at", "ends_at", "words_en", "words_fr")  # fmt: skip


def as_json(shown: Public, *, at: datetime, page: str) -> dict[str, object]:
    event = shown.event
    return {
        "id": str(event.public_id),
        "page": page,
        "kind": event.kind,
        "name": {"en": event.name_en, "fr": event.name_fr},
        "words": {"en": event.words_en, "fr": event.words_fr},
        "where": event.where,
        "opened_at": _moment(event.opened_at),
        "closed_at": _moment(event.closed_at),
        "changed_at": _moment(event.changed_at),
        "as_of": _moment(at),
        "places": [{"id": str(place.public_id), **_row(place)} for place in shown.places],
        "needs": {
            "note": "Heard, never prevalence. Counts of 1 to 4 are null, and another where one would follow from the sum.",
            "heard": shown.heard,
            "by_topic": [{"topic": one.topic, "heard": one.heard, "open_or_unmet": one.open} for one in shown.needs],
        },
    }


def as_geojson(shown: Public) -> dict[str, object]:
    """Places whose position is known; the others are in the JSON alone."""
    features = [
        {
            "type": "Feature",
            "id": str(place.public_id),
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {name: value for name, value in _row(place).items() if name not in ("lon", "lat")},
        }
        for place in shown.places
        if place.lon is not None and place.lat is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def _row(place: EventPlace) -> dict[str, object]:
    values = {name: getattr(place, name) for name in COLUMNS}
    return {name: _moment(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def as_atom(shown: Public, *, page: str, feed: str) -> str:
    """In the active language: the event's own words, then each place as it changed last."""
    event = shown.event
    made = Atom1Feed(
        title=plain(event.name), link=page, description=plain(event.words), language=translation.get_language(), feed_url=feed,
        feed_guid=f"urn:uuid:{event.public_id}",
    )  # fmt: skip
    made.add_item(
        title=plain(event.name),
        link=page,
        description=plain(event.words),
        unique_id=f"urn:uuid:{event.public_id}:words",
        pubdate=event.opened_at,
        updateddate=event.changed_at,
    )
    for place in shown.places:
        told = [place.get_kind_display(), place.address, place.phone, place.words]
        made.add_item(
            title=plain(place.name),
            link=f"{page}#p-{place.public_id}",
            description=plain(" · ".join(str(one) for one in told if one)),
            unique_id=f"urn:uuid:{place.public_id}",
            pubdate=place.starts_at,
            updateddate=place.changed_at,
        )
    return str(made.writeString("utf-8"))


def as_cap(shown: Public, *, sender: str, page: str) -> bytes:
    """The event as one alert; each change is another, which names those before it. It sends nobody anywhere: urgency, severity and certainty are left unknown, as CAP allows."""
    event = shown.event
    alert = Xml.Element("alert", xmlns=CAP)
    identifier, sent = _alert_of(event, event.changed_at)
    earlier = [_alert_of(event, datetime.fromisoformat(one)) for one in event.earlier]
    for name, text in (
        ("identifier", identifier),
        ("sender", sender),
        ("sent", sent),
        ("status", "Actual"),
        ("msgType", "Cancel" if event.closed_at else "Update" if earlier else "Alert"),
        ("scope", "Public"),
    ):
        Xml.SubElement(alert, name).text = text
    if earlier:
        named = dict.fromkeys(f"{sender},{one},{moment}" for one, moment in earlier if one != identifier)
        Xml.SubElement(alert, "references").text = " ".join(named)
    for language, name, words in (("en-CA", event.name_en, event.words_en), ("fr-CA", event.name_fr, event.words_fr)):
        info = Xml.SubElement(alert, "info")
        for part, text in (
            ("language", language),
            ("category", CATEGORY.get(Kind(event.kind), "Other")),
            ("event", name),
            ("urgency", "Unknown"),
            ("severity", "Unknown"),
            ("certainty", "Observed"),
            ("headline", name),
            ("description", words),
            ("web", page),
        ):
            Xml.SubElement(info, part).text = plain(text)
        area = Xml.SubElement(info, "area")
        Xml.SubElement(area, "areaDesc").text = plain(event.where or name)
    return bytes(Xml.tostring(alert, encoding="utf-8", xml_declaration=True))


def _alert_of(event: Event, at: datetime) -> tuple[str, str]:
    """What the alert of that moment was called, and when it was sent."""
    return f"{event.public_id}-{at.astimezone(UTC):%Y%m%dT%H%M%S}", at.astimezone(UTC).isoformat(timespec="seconds")


def plain(text: str) -> str:
    """Without the letters that XML cannot hold."""
    return UNHOLDABLE.sub("", text)


def places_csv(places: Sequence[EventPlace]) -> str:
    written = io.StringIO()
    rows = csv.DictWriter(written, COLUMNS)
    rows.writeheader()
    rows.writerows({name: _safe(value) for name, value in _row(place).items()} for place in places)
    return "\ufeff" + written.getvalue()


def _safe(value: object) -> object:
    """A cell that a spreadsheet would run begins with an apostrophe; a telephone number may begin with a plus."""
    text = str(value) if value is not None else ""
    plain_number = text[:1] in "+-" and text[1:].replace(" ", "").replace("-", "").replace(".", "").isdigit()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not plain_number else value


def as_pack(shown: Public, pages: dict[str, str], *, at: datetime, page: str) -> bytes:
    """A folder as a ZIP file: the page in both languages, which need no network, and the tables. `pages`: file name -> HTML."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        files = {
            **pages,
            "places.csv": places_csv(shown.places),
            "event.json": json.dumps(as_json(shown, at=at, page=page), ensure_ascii=False, indent=1),
            "places.geojson": json.dumps(as_geojson(shown), ensure_ascii=False),
        }
        for name, text in files.items():
            folder.writestr(zipfile.ZipInfo(name, date_time=at.timetuple()[:6]), text)
    return made.getvalue()
