"""How the stock is said: quantities with their unit, dates."""

from collections.abc import Callable

from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext, npgettext

from tuque.stock.codes import Unit

_UNITS: dict[str, Callable[[int], str]] = {
    Unit.PAIR: lambda n: ngettext("%(n)s pair", "%(n)s pairs", n),
    Unit.KIT: lambda n: ngettext("%(n)s kit", "%(n)s kits", n),
    Unit.BAG: lambda n: ngettext("%(n)s bag", "%(n)s bags", n),
    Unit.BOX: lambda n: ngettext("%(n)s box", "%(n)s boxes", n),
    Unit.BOTTLE: lambda n: ngettext("%(n)s bottle", "%(n)s bottles", n),
    Unit.TICKET: lambda n: ngettext("%(n)s ticket", "%(n)s tickets", n),
    Unit.MEAL: lambda n: npgettext("unit", "%(n)s meal", "%(n)s meals", n),
}


def number(quantity: int) -> str:
    locale = "fr_CA" if (get_language() or "").startswith("fr") else "en_CA"
    return str(format_decimal(quantity, locale=locale)).replace("-", "−")


def amount(quantity: int, unit: str) -> str:
    """“3 pairs”; the number alone for what is counted one by one."""
    written = _UNITS.get(unit)
    return written(abs(quantity)) % {"n": number(quantity)} if written else number(quantity)
