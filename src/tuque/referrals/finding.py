"""The directory's search, asked for someone: near their area, for their age, in their language.

A need is counted when it is heard; so a search for it that finds nothing is not counted a second time.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from tuque.accounts.api import Worker
from tuque.directory import api as directory
from tuque.geo import api as geo
from tuque.referrals import sheets
from tuque.referrals.codes import AgeGroup
from tuque.referrals.models import Inquiry
from tuque.referrals.sheets import Sheet

# The ages of each group, for the rules of services.
AGES = {
    AgeGroup.CHILD: (0, 11),
    AgeGroup.YOUTH: (12, 17),
    AgeGroup.YOUNG_ADULT: (18, 29),
    AgeGroup.ADULT: (30, 59),
    AgeGroup.OLDER_ADULT: (60, 120),
}
SITE_LANGUAGES = {"en": "ENGLISH", "fr": "FRENCH"}


def spoken_code(row: Inquiry) -> str:
    return row.spoken or SITE_LANGUAGES[row.language]


def spoken_name(row: Inquiry, *, reader: str) -> str:
    known = directory.vocabulary.languages().get(spoken_code(row))
    return known.name(reader) if known else ""


def known_to(viewer: Worker) -> list[directory.KnownPlace]:
    """The places that a specialist may name beside those that anyone may: those of their own organization."""
    return [directory.KnownPlace(one.name, one.lon, one.lat) for one in geo.list_places(viewer)]


def search(
    row: Inquiry,
    wished: Mapping[str, object],
    *,
    known: Sequence[directory.KnownPlace] = (),
    reader: str,
    at: datetime,
    size: int = directory.PAGE,
) -> dict[str, object]:
    """What is found, to be shown. `wished` is what SearchForm read, or a part of it."""
    who = _who(row, wished)
    page = int(str(wished.get("page") or 1))
    asked = directory.Ask(
        words=str(wished.get("words") or ""),
        near=str(wished.get("near") or "") if "near" in wished else row.area,
        known=known,
        topics=[str(wished["topic"])] if wished.get("topic") else [],
        language=str(wished.get("language") or "") or (spoken_code(row) if wished.get("spoken") else ""),
        free=bool(wished.get("free")),
        accessible=bool(wished.get("accessible")),
        open_now=bool(wished.get("open_now")),
        who=who,
        leaves_out=not wished.get("everyone"),
        exact=bool(wished.get("exact")),
        reader=reader,
    )
    with directory.opened():
        found = directory.ask(asked, at=at, page=page, counts=False, size=size)
    results = [directory.show(one.service, reader=reader, at=at, result=one, who=who) for one in found.results]
    return {
        "found": found,
        "results": results,
        "page": page,
        "first": (page - 1) * size,
        "read_as": list(found.answer.question.read_as.items()),
        "unknown": found.answer.question.missing,
    }


def _who(row: Inquiry, wished: Mapping[str, Any]) -> directory.Who:
    """Of whom a service must be: their age group, unless their age was written; the rest for this search alone."""
    age = wished.get("age")
    return directory.Who(
        age=age,
        ages=AGES.get(AgeGroup(row.age_group)) if age is None else None,
        gender=wished.get("gender") or "",
        statuses=tuple(wished.get("status") or ()),
        income=wished.get("income"),
        household=wished.get("household"),
        lives=(wished.get("lives") or "").strip(),
    )


def by_ids(
    ids: Sequence[str], *, reader: str, at: datetime, places: Mapping[UUID, Collection[UUID]] = MappingProxyType({})
) -> list[Sheet]:
    """These services, in this order, as far as they are public; to be called with that language active. `places`: of a service,
    those that were chosen."""
    wanted = [UUID(one) for one in ids if _is_id(one)]
    with directory.opened():
        found = directory.by_ids(wanted)
    return [sheets.show(one, language=reader, at=at, at_places=places.get(one.id, ())) for one in found]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
