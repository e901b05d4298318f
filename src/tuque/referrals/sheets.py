"""A service on paper or in a message: what someone needs to go there, in their language."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tuque.directory import api as directory
from tuque.directory.api import PublicService, Shown, ShownPhone, ShownPlace


@dataclass(frozen=True)
class Sheet:
    """A service with its hours in a few words; `rooms` are the places where it is, each with its own."""

    shown: Shown
    hours: Sequence[str]
    rooms: Sequence[tuple[ShownPlace, Sequence[str]]]

    @property
    def numbers(self) -> list[ShownPhone]:
        """Whom to call: the place where there is one alone, then the service; where it has no number, its places."""
        of_places = [phone for place, _hours in self.rooms for phone in place.phones]
        here = of_places if len(self.rooms) == 1 else []
        every = [*here, *self.shown.phones] or of_places
        return list({phone.dial: phone for phone in every if phone.is_called}.values())


def show(service: PublicService, *, language: str, at: datetime, at_places: Collection[UUID] = ()) -> Sheet:
    """To be called with that language active: days are words too. `at_places`: those that were chosen, as far as they are public
    still; none of them: every place."""
    shown = directory.show(service, reader=language, at=at)
    own = _hours(shown)
    rooms = [(place, _hours(place) or own) for place in shown.places]
    chosen = [room for room in rooms if room[0].id in set(map(str, at_places))]
    return Sheet(shown, own, chosen or rooms)


def _hours(one: Shown | ShownPlace) -> list[str]:
    """In the source's own words where it wrote any."""
    written = [told.text for told in one.written_hours]
    return [*(written or one.hours.week), *one.hours.soon]


def as_text(one: Sheet) -> str:
    """Short enough for a text message: name, telephones, first place (by its name where there are several), hours, whom it is for."""
    return "\n".join(_lines(one))


def _lines(sheet: Sheet) -> Iterator[str]:
    one = sheet.shown
    if one.name:
        yield one.name.text
    if one.agency and (not one.name or one.agency.text != one.name.text):
        yield one.agency.text
    where, told = sheet.rooms[0] if sheet.rooms else (None, sheet.hours)
    yield from (phone.shown for phone in sheet.numbers[:2])
    if where and where.name and len(one.places) > 1:
        yield where.name
    if where and where.address:
        yield ", ".join(where.address)
    if told:
        yield _("Hours: %(hours)s") % {"hours": "; ".join(told)}
    if one.rules:
        yield _("For whom: %(rules)s") % {"rules": "; ".join(one.rules)}
    if one.service.url:
        yield one.service.url
