"""The demonstration's lines as the public finds them: one that chats, and invented ones that answer elsewhere."""

from datetime import datetime, time

from tuque.accounts.models import Organization, Worker
from tuque.channels import services
from tuque.channels.codes import Channel, Opening, Way
from tuque.channels.models import Line, LineHours, LineWay

CHAT = "maple"  # a code that tells nothing: it stays in the history of a browser


def fill(organization: Organization, *, at: datetime) -> None:
    """Make them on first use."""
    if Line.objects.filter(organization=organization).exists():
        return
    dana = Worker.objects.get(organization=organization, email="dana@demo.example")
    chat = services.add_line(
        code=CHAT,
        name_en="Maple Line (invented)",
        name_fr="Ligne des érables (inventée)",
        channels=[Channel.CHAT, Channel.TEXT, Channel.VOICE],
        languages=["en", "fr"],
        by=dana,
        at=at,
        holidays_of="CA-MB",
        confidentiality_en="This is a demonstration: nobody answers in an emergency here.",
        confidentiality_fr="Ceci est une démonstration : personne ne répond ici à une urgence.",
    )
    _ways(chat, (Way.PHONE, "204-555-0100"), (Way.TEXT, "204-555-0101"))
    day = services.add_line(
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
    night = services.add_line(
        code="spruce",
        name_en="Spruce Line (invented)",
        name_fr="Ligne des épinettes (inventée)",
        channels=[],
        languages=["fr"],
        by=dana,
        at=at,
        opening=Opening.UNKNOWN,
    )
    _ways(night, (Way.PHONE, "204-555-0120"))


def _ways(line: Line, *ways: tuple[Way, str]) -> None:
    for way, value in ways:
        LineWay.objects.create(organization=line.organization, line=line, way=way, value=value)
