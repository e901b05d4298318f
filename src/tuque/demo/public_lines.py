"""Beside the demonstration's chat line: its numbers, and invented lines that answer elsewhere."""

from datetime import datetime, time

from tuque.accounts.models import Organization, Worker
from tuque.channels.codes import Opening, Way
from tuque.channels.models import Line, LineHours, LineWay
from tuque.channels.services import add_line
from tuque.demo.line import CHAT_LINE


def fill(organization: Organization, *, at: datetime) -> None:
    """Make them on first use."""
    ours = Line.objects.filter(organization=organization)
    chat = ours.filter(code=CHAT_LINE, ways__isnull=True).first()
    if chat is not None:
        _ways(chat, (Way.PHONE, "204-555-0100"), (Way.TEXT, "204-555-0101"))
    if ours.filter(code="birch").exists():
        return
    dana = Worker.objects.get(organization=organization, email="dana@demo.example")
    day = add_line(
        code="birch",
        name_en="Birch Day Line (invented)",
        name_fr="Ligne de jour des bouleaux (inventée)",
        channels=[],
        languages=["en"],
        by=dana,
        at=at,
        places=["CA-MB"],
        opening=Opening.BY_HOURS,
        holidays_of="CA-MB",
    )
    for weekday in range(5):
        LineHours.objects.create(
            organization=organization, line=day, weekday=weekday, opens=time(9), closes=time(17, 30)
        )
    _ways(day, (Way.PHONE, "204-555-0110"))
    unknown = add_line(
        code="spruce",
        name_en="Spruce Line (invented)",
        name_fr="Ligne des épinettes (inventée)",
        channels=[],
        languages=["fr"],
        by=dana,
        at=at,
        opening=Opening.UNKNOWN,
    )
    _ways(unknown, (Way.PHONE, "204-555-0120"))


def _ways(line: Line, *ways: tuple[Way, str]) -> None:
    for way, value in ways:
        LineWay.objects.create(organization=line.organization, line=line, way=way, value=value)
