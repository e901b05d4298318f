"""What a reader asks of the list, read from the address: the same names as the board uses, so that a figure opens it.

An address holds codes, days and ids only. Words looked for travel in a body, and the address names where they are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from tuque.core.clock import day_bounds
from tuque.interactions.codes import Action, BaseType, EmergencyService, Origin, Outcome, Status

NAMES = (
    *(
        "from",
        "to",
        "team",
        "type",
        "types",
        "origin",
        "outcome",
        "action",
        "follow_up",
        "emergency",
        "timed",
        "weekday",
        "hour",
        "area",
        "cell",
    ),
    *("worker", "status", "search"),
)
LONGEST_SEARCH = 100
MINE = "me"
EVERY_STATUS = "all"
NO_EMERGENCY, ANY_EMERGENCY = "none", "any"
UNSAID = "unsaid"  # nobody asked, or nobody said
FOLLOW_UP = {"yes": True, "no": False, UNSAID: None}


@dataclass(frozen=True)
class Filters:
    """`starts_on` and `ends_on` are days of the organization, both included. A value that cannot be read is ignored.

    `types` are several at once; `timed` is whether the response can be timed; `weekday` (Monday is 0) and `hour` are of
    the organization's clock: what figures of a board open, more than what people choose.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    team: UUID | None = None
    type: str = ""
    types: tuple[str, ...] = ()
    origin: str = ""
    outcome: str = ""
    action: str = ""
    follow_up: str = ""
    emergency: str = ""
    timed: bool = False
    weekday: int | None = None
    hour: int | None = None
    area: str = ""
    cell: int | None = None
    worker: str = ""
    status: str = ""
    search: UUID | None = None
    words: str = ""

    def period(self, *, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The first instant and the first no more included."""
        start = day_bounds(self.starts_on, zone=zone)[0] if self.starts_on else None
        end = day_bounds(self.ends_on, zone=zone)[1] if self.ends_on else None
        return start, end

    def as_query(self) -> str:
        """The filters as an address holds them, without the empty ones, and never the words."""
        values = {
            "from": self.starts_on,
            "to": self.ends_on,
            "team": self.team,
            "type": self.type,
            "types": ",".join(self.types),
            "origin": self.origin,
            "outcome": self.outcome,
            "action": self.action,
            "follow_up": self.follow_up,
            "emergency": self.emergency,
            "timed": "1" if self.timed else "",
            "weekday": _said(self.weekday),
            "hour": _said(self.hour),
            "area": self.area,
            "cell": f"{self.cell:x}" if self.cell is not None else "",
            "worker": self.worker,
            "status": self.status,
            "search": self.search,
        }
        return urlencode({name: str(value) for name, value in values.items() if value})

    @property
    def count(self) -> int:
        """How many are set, the search apart: shown on the button that opens them on a phone."""
        return len([pair for pair in self.as_query().split("&") if pair and not pair.startswith("search=")])


def _said(number: int | None) -> str:
    return "" if number is None else str(number)


def read(query: Mapping[str, str]) -> Filters:
    return Filters(
        starts_on=_day(query.get("from", "")),
        ends_on=_day(query.get("to", "")),
        team=_uuid(query.get("team", "")),
        type=_one_of(query.get("type", ""), BaseType.values),
        origin=_one_of(query.get("origin", ""), Origin.values),
        outcome=_one_of(query.get("outcome", ""), Outcome.values),
        action=_one_of(query.get("action", ""), [*Action.values, UNSAID]),
        follow_up=_one_of(query.get("follow_up", ""), list(FOLLOW_UP)),
        types=tuple(code for code in query.get("types", "").split(",") if code in BaseType.values),
        emergency=_one_of(query.get("emergency", ""), [NO_EMERGENCY, ANY_EMERGENCY, *EmergencyService.values]),
        timed=query.get("timed") == "1",
        weekday=_number(query.get("weekday", ""), below=7),
        hour=_number(query.get("hour", ""), below=24),
        area=query.get("area", "")[:60],
        cell=_cell(query.get("cell", "")),
        worker=MINE if query.get("worker") == MINE else str(_uuid(query.get("worker", "")) or ""),
        status=_one_of(query.get("status", ""), [*Status.values, EVERY_STATUS]),
        search=_uuid(query.get("search", "")),
    )


def read_words(query: Mapping[str, str]) -> str:
    """What is looked for, from the body of a form."""
    return query.get("words", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The clock of some zones cannot say the first and the last days that a date can.
    return day if 1900 < day.year < 2200 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str, *, below: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) < below else None


def _cell(text: str) -> int | None:
    try:
        cell = int(text, 16)
    except ValueError:
        return None
    return cell if 0 < cell < 2**63 else None


def _one_of(text: str, known: list[str]) -> str:
    return text if text in known else ""
