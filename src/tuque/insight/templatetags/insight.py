"""Numbers as the reader's language writes them."""

from datetime import datetime
from decimal import Decimal

from babel.numbers import format_currency, format_decimal, format_percent
from django import template
from django.utils.translation import get_language

from tuque.insight.forms import UNITS
from tuque.insight.models import UnitCost

register = template.Library()
NO_BREAK = " "


def locale() -> str:
    return "fr_CA" if (get_language() or "").startswith("fr") else "en_CA"


@register.filter
def number(value: float | None) -> str:
    """A whole number, or one decimal; a dash stands for what is not known."""
    if value is None:
        return "–"
    return str(format_decimal(round(value, 1), format="#,##0.#", locale=locale()))


@register.filter
def cell(value: object) -> str:
    """A value of a table: a number as the language writes it, words as they are."""
    return number(value) if isinstance(value, int | float) or value is None else str(value)


@register.filter
def hours(seconds: int) -> str:
    return f"{number(seconds / 3600)}{NO_BREAK}h"


@register.filter
def percent(part: int, whole: int) -> str:
    """The share in percent; a dash when there is nothing to be a share of."""
    return (
        str(format_percent(part / whole, format="#,##0.#%" if locale() == "en_CA" else "#,##0.# %", locale=locale()))
        if whole
        else "–"
    )


@register.filter
def money(amount: Decimal | float) -> str:
    """Canadian dollars without cents."""
    return str(
        format_currency(
            amount, "CAD", format="¤#,##0" if locale() == "en_CA" else "#,##0 $", locale=locale(), currency_digits=False
        )
    )


@register.filter
def clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}"


@register.filter
def exact_money(amount: Decimal) -> str:
    return str(
        format_currency(amount, "CAD", format="¤#,##0.00" if locale() == "en_CA" else "#,##0.00 $", locale=locale())
    )


@register.filter
def cost_name(cost: UnitCost) -> str:
    return cost.name_fr if locale() == "fr_CA" else cost.name_en


@register.filter
def unit_name(code: str) -> str:
    return str(dict(UNITS).get(code, code))
