"""The demonstration's stock: a store room and a van, three weeks of a ledger that follows the invented records."""

from collections import Counter
from datetime import datetime, timedelta

from tuque.accounts.models import Organization, Team, Worker
from tuque.core.ids import new_id
from tuque.interactions.models import Interaction, ItemGiven
from tuque.stock import services
from tuque.stock.codes import Reason, Source, StoreKind, Unit
from tuque.stock.models import Act, Item, LowLevel, Store
from tuque.stock.services import Came, Counted, Gone

DAYS, MOST_RECORDS = 21, 300
# Code, names, unit, whether it expires, the level of the alarm in the room, and what is left over of what came.
ITEMS = (
    ("socks", "Socks", "Chaussettes", Unit.PAIR, False, 20, 12),
    ("tuque_mitts", "Tuque, mitts or scarf", "Tuque, mitaines ou foulard", Unit.EACH, False, 10, 34),
    ("clothing", "Other clothing", "Autres vêtements", Unit.BAG, False, None, 6),
    ("blanket", "Blanket or sleeping bag", "Couverture ou sac de couchage", Unit.EACH, False, 8, 19),
    ("hygiene", "Hygiene kit", "Trousse d’hygiène", Unit.KIT, False, 10, 27),
    ("naloxone", "Naloxone kit", "Trousse de naloxone", Unit.KIT, True, 12, 16),
    ("water", "Water", "Eau", Unit.BOTTLE, False, 24, 60),
)


def fill(organization: Organization, *, at: datetime) -> None:
    """Begin the ledger three weeks ago and bring it up to `at`. Where there is one already, it only follows what is new."""
    if not Store.objects.filter(organization=organization).exists():
        _begin(organization, at=at)
    follow(organization, at=at)


def follow(organization: Organization, *, at: datetime) -> None:
    """Take what the newest records gave off the stock: they are written many at a time, and nobody tells the ledger."""
    _follow(_records(organization, at=at), at=at)


def _follow(records: list[Interaction], *, at: datetime) -> None:
    for row in (one for one in records if one.occurred_at <= at):
        if not Act.objects.filter(interaction=row).exists():
            services.follow_record(
                record=row.public_id, organization_id=row.organization_id, at=row.occurred_at, by=row.recorded_by
            )


def _records(organization: Organization, *, at: datetime) -> list[Interaction]:
    given = ItemGiven.objects.filter(organization=organization, item__in=[code for code, *_rest in ITEMS]).values(
        "interaction"
    )
    rows = Interaction.objects.filter(
        organization=organization, pk__in=given, occurred_at__gte=at - timedelta(days=DAYS)
    )
    return sorted(rows.order_by("-occurred_at")[:MOST_RECORDS], key=lambda row: row.occurred_at)


def _begin(organization: Organization, *, at: datetime) -> None:
    dana, bea = (Worker.objects.get(email=f"{name}@demo.example") for name in ("dana", "bea"))
    start = at - timedelta(days=DAYS, hours=2)
    van_team = Team.objects.get(organization=organization, code="van")
    room = services.add_store(
        name_en="Store room", name_fr="Local d’entreposage", kind=StoreKind.ROOM, team=None, by=dana, at=start
    )
    van = services.add_store(
        name_en="Van", name_fr="Fourgonnette", kind=StoreKind.VAN, team=van_team, by=dana, at=start
    )
    records = _records(organization, at=at)
    since = records[0].occurred_at - timedelta(minutes=1) if records else start
    needs = _needs(records, van_team)
    came: list[Came] = []
    to_van: list[tuple[Item, int]] = []
    for code, name_en, name_fr, unit, expires, level, over in ITEMS:
        item = services.add_item(
            code=code, name_en=name_en, name_fr=name_fr, unit=unit, expires=expires, by=dana, at=start
        )
        Item.objects.filter(pk=item.pk).update(since=since)
        if level is not None:
            LowLevel.objects.create(organization=organization, item=item, store=room, quantity=level)
        expires_on = (at + timedelta(days=400)).date() if expires else None
        came.append(
            Came(item, needs[code, False] + needs[code, True] + over + 5, expires_on, "DEMO-2" if expires else "")
        )
        to_van.append((item, needs[code, True] + 5))
    _receive(room, came[::2], Source.PURCHASE, by=dana, at=start)
    _receive(room, came[1::2], Source.DONATION, by=bea, at=start, donor="Example Mills (invented)")
    lots = {one.item.pk: one.item.lots.first() for one in came}
    lines = [Gone(item, lots[item.pk], quantity) for item, quantity in to_van]
    services.move(store=room, to=van, lines=lines, by=bea, key=new_id(), at=start + timedelta(hours=1))
    _later(room, bea, records, at=at)


def _later(room: Store, bea: Worker, records: list[Interaction], *, at: datetime) -> None:
    """Between the records: a count that is two short, donations without a name, a torn blanket, naloxone that soon expires."""
    items = {item.code: item for item in Item.objects.filter(organization=room.organization)}

    def days_ago(days: float) -> datetime:
        moment = at - timedelta(days=days)
        _follow(records, at=moment)
        return moment

    moment = days_ago(14)
    there = sum(items["hygiene"].entries.filter(store=room).values_list("quantity", flat=True))
    counted = [Counted(items["hygiene"], None, there - 2, there)]
    services.count(store=room, lines=counted, by=bea, key=new_id(), at=moment)
    given = [Came(items["clothing"], 9), Came(items["tuque_mitts"], 14)]
    _receive(room, given, Source.DONATION, by=bea, at=days_ago(11))
    torn = [Gone(items["blanket"], None, 1)]
    moment = days_ago(5)
    services.throw_away(store=room, lines=torn, reason=Reason.DAMAGED, by=bea, key=new_id(), at=moment)
    moment = days_ago(0.125)
    soon = Came(items["naloxone"], 4, (at + timedelta(days=18)).date(), "DEMO-1")
    _receive(room, [soon], Source.TRANSFER, by=bea, at=moment)


def _receive(store: Store, lines: list[Came], source: Source, *, by: Worker, at: datetime, donor: str = "") -> None:
    services.receive(store=store, lines=lines, source=source, donor=donor, by=by, key=new_id(), at=at)


def _needs(records: list[Interaction], van: Team) -> Counter[tuple[str, bool]]:
    """How many of each item the records give from the room, and from the van."""
    needs: Counter[tuple[str, bool]] = Counter()
    for row in records:
        for given in row.items.all():
            needs[given.item, row.team_id == van.pk] += given.quantity
    return needs
