"""What a service costs, a line for each way of paying: “Children under 12: $5.00”."""

from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuque.directory import vocabulary
from tuque.directory.finder.hours import in_french
from tuque.directory.public_values import PublicCost, PublicService, Told

DOLLARS = ("", "CAD", "$")
FREE = "FREE"


def told(service: PublicService, *, reader: str, on: date) -> list[str]:
    """The kind of fee, then each cost that is asked on that day or later."""
    kind = vocabulary.fees().get(service.fee_type)
    lines = [kind.name(reader)] if kind and kind.code != FREE else []
    lines += [line for one in service.costs if (line := _line(one, reader, on))]
    return list(dict.fromkeys(lines))


def words(service: PublicService, reader: str) -> Told | None:
    """What is written of the cost: HSDS's older field where the newer is empty, unless it only names the kind of fee."""
    older = None if service.fee_type else service.texts.get("fees", reader)
    return service.texts.get("fees_description", reader) or older


def _line(one: PublicCost, reader: str, on: date) -> str:
    first, last = _day(one.valid_from), _day(one.valid_to)
    if last and last < on:
        return ""
    what, words = one.texts.get("option", reader), one.texts.get("amount_description", reader)
    parts = [_amount(one.amount, one.currency) if one.amount is not None else "", words.text if words else ""]
    said = ", ".join(part for part in parts if part)
    if what and said:
        said = pgettext("what for, and how much", "%(what)s: %(cost)s") % {"what": what.text, "cost": said}
    elif what:
        said = what.text
    if said and first and first > on:
        day = formats.date_format(first, "DATE_FORMAT")
        said = pgettext("a cost", "%(cost)s (from %(day)s)") % {"cost": said, "day": day}
    return said


def _amount(amount: Decimal, currency: str) -> str:
    if amount == 0:
        return _("Free of charge")
    number = formats.number_format(amount, 2 if amount % 1 else 0, force_grouping=True)
    code = currency.strip().upper()
    if code not in DOLLARS:
        return f"{number}\u00a0{code}"
    return f"{number}\u00a0$" if in_french() else f"${number}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
