"""Quantities and instants as the reader's language writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format

from tuque.stock import words

register = template.Library()


@register.filter
def amount(quantity: int, unit: str) -> str:
    return words.amount(quantity, unit)


@register.filter
def quantity(number: int) -> str:
    return words.number(number)


@register.filter
def change(number: int) -> str:
    """With its sign: what came and what went are told apart."""
    return f"+{words.number(number)}" if number > 0 else words.number(number)


@register.filter
def moment(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "SHORT_DATETIME_FORMAT")
