"""The stock in a period: by item what came and where it went, by area what was given. Every figure is a sum of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.core.clock import day_bounds
from tuque.core.suppression import kept_back
from tuque.insight import permissions
from tuque.insight.figures import Table
from tuque.insight.filters import Filters
from tuque.insight.selectors import names_of
from tuque.stock.api import ActKind, Entry, Item

GIVING = (ActKind.GIVEN, ActKind.CORRECTED)
# A line that corrects a record by which the item came in.
CORRECTS_A_RECEIPT = Exists(
    Entry.objects.filter(
        act__interaction=OuterRef("act__interaction"), act__kind=ActKind.RECEIVED, item=OuterRef("item")
    )
)


@dataclass
class ItemLine:
    """before + came - given - thrown_away + differences = after."""

    item: Item
    before: int = 0
    came: int = 0
    given: int = 0
    thrown_away: int = 0
    differences: int = 0

    @property
    def after(self) -> int:
        return self.before + self.came - self.given - self.thrown_away + self.differences


@dataclass(frozen=True)
class AreaLine:
    """What was given of one item in one area, in how many records."""

    code: str
    area: str
    item: Item
    quantity: int
    records: int


@dataclass(frozen=True)
class StockReport:
    filters: Filters
    items: Sequence[ItemLine]
    areas: Sequence[AreaLine]

    @property
    def is_empty(self) -> bool:
        return not self.items


def get_stock_report(filters: Filters, *, viewer: Worker) -> StockReport:
    """Raises PermissionRefused for roles that do not report."""
    permissions.check_can_report(viewer)
    zone = viewer.organization.zone
    start, end = day_bounds(filters.starts_on, zone=zone)[0], day_bounds(filters.ends_on, zone=zone)[1]
    items = {one.pk: one for one in Item.objects.filter(organization=viewer.organization)}
    ours = Entry.objects.filter(organization=viewer.organization, act__at__lt=end)
    return StockReport(filters, _by_item(ours, items, start=start), _by_area(ours.filter(act__at__gte=start), items))


def _by_item(entries: QuerySet[Entry], items: dict[int, Item], *, start: datetime) -> list[ItemLine]:
    """What an undoing takes back is taken off what it undoes; a move changes nothing of the whole."""
    lines = {key: ItemLine(item) for key, item in items.items()}
    before = entries.filter(act__at__lt=start).values_list("item_id").annotate(total=Sum("quantity"))
    for key, total in before:
        lines[key].before = total
    within = entries.filter(act__at__gte=start).annotate(
        what=Coalesce("act__undoes__kind", "act__kind"), is_of_receipt=CORRECTS_A_RECEIPT
    )
    for key, what, unexplained, is_of_receipt, total in within.values_list(
        "item_id", "what", "unexplained", "is_of_receipt"
    ).annotate(total=Sum("quantity")):
        line = lines[key]
        if unexplained or what == ActKind.COUNTED:
            line.differences += total
        elif what == ActKind.RECEIVED or is_of_receipt:
            line.came += total
        elif what == ActKind.THROWN_AWAY:
            line.thrown_away -= total
        elif what in GIVING:
            line.given -= total
    return sorted(lines.values(), key=lambda line: line.item.name.casefold())


def _by_area(entries: QuerySet[Entry], items: dict[int, Item]) -> list[AreaLine]:
    """By the area of the record that gave: where the record says none, in none."""
    given = entries.filter(~CORRECTS_A_RECEIPT, act__kind__in=GIVING, unexplained=False)
    rows = list(
        given.values_list("act__interaction__area_id", "item_id").annotate(
            total=Sum("quantity"), records=Count("act__interaction", distinct=True, filter=Q(quantity__lt=0))
        )
    )
    names = names_of({area for area, *_rest in rows if area}, teams=[])
    lines = [
        AreaLine(
            names.areas[area].code if area else "",
            names.areas[area].name if area else _("No area"),
            items[item],
            -total,
            records,
        )
        for area, item, total, records in rows
        if total
    ]
    return sorted(lines, key=lambda line: (-line.quantity, line.area))


def items_table(made: StockReport) -> Table:
    columns = [
        _("Item"),
        _("Left before"),
        _("Came in"),
        _("Given"),
        _("Thrown away"),
        _("Found or missing"),
        _("Left after"),
    ]
    codes = ["code", "item", "left_before", "came_in", "given", "thrown_away", "found_or_missing", "left_after"]
    rows = [
        [one.item.code, one.item.name, one.before, one.came, one.given, one.thrown_away, one.differences, one.after]
        for one in made.items
    ]
    return Table(codes, [_("Code"), *columns], rows, [""] * len(rows))


def hidden_of(made: StockReport) -> list[bool]:
    """The lines by area that leave the house without their figures, by the rule of every file (`leaving`): those of 1 to 4 records, and
    the next smallest of the same item where one alone would follow from what the table by item says was given."""
    counts = {
        place: max(1, line.records) for place, line in enumerate(made.areas)
    }  # a correction alone is somebody's too
    by_item: dict[int, list[int]] = {}
    for place, line in enumerate(made.areas):
        by_item.setdefault(line.item.pk, []).append(place)
    hidden = kept_back(counts, list(by_item.values()))
    return [place in hidden for place in counts]


def areas_table(made: StockReport, *, in_file: bool = False) -> Table:
    """As the page shows it; or as a file holds it, with a column that says which lines have lost their figures."""
    columns = [_("Code"), _("Area"), _("Item"), _("Given"), _("Records")]
    if not in_file:
        rows: list[list[object]] = [
            [one.code, one.area, one.item.name, one.quantity, one.records] for one in made.areas
        ]
        return Table(["code", "area", "item", "quantity", "records"], columns, rows, [""] * len(rows))
    codes = ["code", "area", "item_code", "item", "quantity", "records", "hidden"]
    rows = [
        [
            one.code,
            one.area,
            one.item.code,
            one.item.name,
            *([None, None] if hidden else [one.quantity, one.records]),
            hidden,
        ]
        for one, hidden in zip(made.areas, hidden_of(made), strict=True)
    ]
    return Table(codes, codes, rows, [""] * len(rows))


def given_rows(made: StockReport) -> list[dict[str, object]]:
    """For the chart by item."""
    lines = sorted((one for one in made.items if one.given), key=lambda one: -one.given)
    return [{"label": one.item.name, "place": place, "quantity": one.given} for place, one in enumerate(lines)]


def area_rows(made: StockReport, *, in_file: bool = False) -> list[dict[str, object]]:
    """For the chart by area: all items together, how many things, where. A picture that leaves adds up what the file tells, or
    the difference of the two would be what the file keeps back."""
    hidden = hidden_of(made) if in_file else [False] * len(made.areas)
    sums: dict[str, int] = {}
    for one, is_hidden in zip(made.areas, hidden, strict=True):
        if not is_hidden:
            sums[one.area] = sums.get(one.area, 0) + one.quantity
    lines = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:12]
    return [{"label": area, "place": place, "quantity": quantity} for place, (area, quantity) in enumerate(lines)]
