"""How the log's values are written on its pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuque.agreements import api as agreements
from tuque.interactions import words
from tuque.interactions.codes import Action, BaseType, Origin, Outcome, Status

register = template.Library()

ICONS = {
    BaseType.CHECK_IN: "speech",
    BaseType.WAIT: "clock",
    BaseType.MEDICAL: "cross",
    BaseType.OVERDOSE: "cross",
    BaseType.MENTAL_HEALTH: "heart",
    BaseType.CONFLICT: "hand",
    BaseType.ORIENTATION: "signpost",
    BaseType.TRANSPORT: "car",
    BaseType.ITEMS: "gift",
    BaseType.OUTREACH: "people",
    BaseType.DESK: "desk",
    BaseType.INSTRUMENT: "list",
    BaseType.FIRE: "flame",
    BaseType.TRAFFIC: "car",
    BaseType.CRIME: "warning",
    BaseType.OTHER: "page",
}


@register.filter
def clock(moment: datetime | None, zone: ZoneInfo) -> str:
    """The hour, and the day too unless it is today, on the organization's clock."""
    if moment is None:
        return ""
    local, today = moment.astimezone(zone), timezone.now().astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    form = pgettext("this year's day", "N j") if local.year == today.year else pgettext("another year's day", "N j, Y")
    return f"{date_format(local, form)}, {local:%H:%M}"


@register.simple_tag
def patrol_times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """From when to when, the day said once where both are of one."""
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    end = f"{last:%H:%M}" if first.date() == last.date() else clock(ends_at, zone)
    return _("%(start)s to %(end)s") % {"start": clock(starts_at, zone), "end": end}


@register.filter
def how_long(seconds: int | None) -> str:
    """Not called `length`: this would take the place of Django's own, which counts, in every template that loads this."""
    return words.length(seconds)


@register.filter
def type_icon(base_type: str) -> str:
    return ICONS.get(BaseType(base_type), "page") if base_type in BaseType.values else "page"


@register.filter
def outcome_label(code: str) -> str:
    return words.label_of(Outcome, code)


@register.filter
def done_labels(codes: Sequence[str]) -> str:
    return ", ".join(words.label_of(Action, code) for code in codes)


@register.filter
def origin_label(code: str) -> str:
    return words.label_of(Origin, code)


@register.filter
def status_label(code: str) -> str:
    return words.label_of(Status, code)


@register.simple_tag
def category(titles: dict[str, str], type_code: str, base_type: str) -> str:
    """What the organization calls this category; the type's own name when no form bears it."""
    return titles.get(type_code) or words.label_of(BaseType, base_type)


@register.simple_tag
def since(moment: datetime, now: datetime) -> str:
    """How long something has been running; `frontend/islands/log.ts` lets it tick."""
    return words.length(max(0, int((now - moment).total_seconds())))


@register.simple_tag
def decision_words(decision: agreements.Decision, titles: Mapping[UUID, str]) -> str:
    """By which clause, or why not."""
    return agreements.decision_in_words(decision, titles)


@register.simple_tag
def refusal_words(refusal: agreements.Refusal) -> str:
    return str(agreements.WHY_NOT[refusal])
