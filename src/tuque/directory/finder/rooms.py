"""How much room a service has, in words, always with when it was counted: “Beds: 3 free of 20”, “counted today at 2:02 p.m.”."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tuque.directory.finder.hours import clock
from tuque.directory.public_values import PublicCapacity

OLD = timedelta(hours=24)


@dataclass(frozen=True)
class Room:
    words: str
    counted: str
    is_old: bool

    def __str__(self) -> str:
        return f"{self.words} ({self.counted})"


def told(one: PublicCapacity, *, reader: str, zone: tzinfo, at: datetime | None) -> Room:
    """`at`: when it is read; None for a copy that is read later, where no day is “today”."""
    unit = one.unit.get("name", reader) if one.unit else None
    said = unit or one.texts.get("description", reader)
    what = capfirst(said.text) if said else pgettext("of a service", "Places")
    return Room(
        _free(what, one), _counted(one.as_of.astimezone(zone), at.astimezone(zone) if at else None), _is_old(one, at)
    )


def _is_old(one: PublicCapacity, at: datetime | None) -> bool:
    return at is not None and at - one.as_of > OLD


def _free(what: str, one: PublicCapacity) -> str:
    values = {"what": what, "count": _number(one.available)}
    few = round(one.available)
    if one.maximum is None:
        return ngettext("%(what)s: %(count)s free", "%(what)s: %(count)s free", few) % values
    of_all = ngettext("%(what)s: %(count)s free of %(all)s", "%(what)s: %(count)s free of %(all)s", few)
    return of_all % {**values, "all": _number(one.maximum)}


def _counted(when: datetime, at: datetime | None) -> str:
    values = {"time": clock(when.time()), "day": formats.date_format(when.date(), "DATE_FORMAT")}
    days = (at.date() - when.date()).days if at else -1
    if days == 0:
        return _("counted today at %(time)s") % values
    if days == 1:
        return _("counted yesterday at %(time)s") % values
    if days < 0:
        return _("counted on %(day)s at %(time)s") % values
    old = ngettext(
        "counted on %(day)s at %(time)s, %(days)s day ago", "counted on %(day)s at %(time)s, %(days)s days ago", days
    )
    return old % {**values, "days": days}


def _number(value: float) -> str:
    return formats.number_format(value, None if value % 1 else 0)
