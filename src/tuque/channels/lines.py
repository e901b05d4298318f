"""Lines as the public finds them: which is open now, in which place and language, and how it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tuque.channels import opening
from tuque.channels.codes import Channel, Opening
from tuque.channels.models import Line, LineWay
from tuque.channels.opening import Closure, Hours, Is, Standing
from tuque.core.folding import fold
from tuque.core.holidays import public_holidays

PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")


@dataclass(frozen=True)
class Found:
    line: Line
    standing: Standing
    ways: Sequence[LineWay]

    @property
    def is_open(self) -> bool:
        return self.standing.state == Is.OPEN

    @property
    def has_chat(self) -> bool:
        return Channel.CHAT in self.line.channels

    @property
    def is_closed(self) -> bool:
        return self.standing.state == Is.CLOSED

    @property
    def opens_at(self) -> datetime | None:
        return self._local(self.standing.opens_at)

    @property
    def until(self) -> datetime | None:
        return self._local(self.standing.until)

    def _local(self, instant: datetime | None) -> datetime | None:
        """In the line's own time, without a zone: a template would turn it into the site's."""
        return instant and instant.astimezone(self.line.zone).replace(tzinfo=None)


def list_found(*, at: datetime, place: str = "", language: str = "") -> list[Found]:
    """Every line in use on the site, the open ones first, then those of which nothing is known. Asked on the doorstep.

    `place` is a province's code, as CA-MB; a line that names no place is everywhere.
    """
    rows = Line.objects.filter(is_in_use=True).prefetch_related("hours", "closures", "ways").order_by("name_en", "pk")
    found = [find(line, at=at) for line in rows if suits(line, place=place, language=language)]
    order = [Is.OPEN, Is.UNKNOWN, Is.CLOSED]
    return sorted(found, key=lambda one: order.index(one.standing.state))


def find_line_of(code: str) -> Line | None:
    """A line in use by its code. Asked on the doorstep."""
    return Line.objects.filter(code=code, is_in_use=True).first()


def place_names() -> list[tuple[str, str]]:
    """Provinces and territories with their codes, as CA-MB, in the reader's language and its order."""
    names = {
        "AB": _("Alberta"),
        "BC": _("British Columbia"),
        "MB": _("Manitoba"),
        "NB": _("New Brunswick"),
        "NL": _("Newfoundland and Labrador"),
        "NS": _("Nova Scotia"),
        "NT": _("Northwest Territories"),
        "NU": _("Nunavut"),
        "ON": _("Ontario"),
        "PE": _("Prince Edward Island"),
        "QC": _("Quebec"),
        "SK": _("Saskatchewan"),
        "YT": _("Yukon"),
    }
    return sorted(((f"CA-{code}", name) for code, name in names.items()), key=lambda pair: fold(pair[1]))


def suits(line: Line, *, place: str, language: str) -> bool:
    in_place = not place or not line.places or place in line.places
    return in_place and (not language or language in line.languages)


def find(line: Line, *, at: datetime) -> Found:
    return Found(line, standing_of(line, at=at), list(line.ways.all()))


def standing_of(line: Line, *, at: datetime) -> Standing:
    hours = [Hours(one.weekday, one.opens, one.closes) for one in line.hours.all()]
    closures = [Closure(one.starts_at, one.ends_at, one.reason) for one in line.closures.all()]
    return opening.standing(
        None if line.opening == Opening.ALWAYS else [] if line.opening == Opening.UNKNOWN else hours,
        closures,
        zone=line.zone,
        at=at,
        is_holiday=lambda day: is_holiday(line.holidays_of, day),
    )


def others_open(line: Line, *, at: datetime, language: str) -> list[Found]:
    """What else answers now, for someone at `line`: in the same places, in the same language first."""
    places = set(line.places)
    found = [one for one in list_found(at=at) if one.line.pk != line.pk and not one.is_closed]
    near = [one for one in found if not places or not one.line.places or places & set(one.line.places)]
    return sorted(near, key=lambda one: language not in one.line.languages)


def is_holiday(region: str, day: date) -> bool:
    """Whether it is a public holiday of the region, as CA-MB or CA; never where none is named or known."""
    country, _, part = region.partition("-")
    return bool(region) and day in public_holidays(country, part, day.year)
