"""Small helpers of the finder's pages."""

from urllib.parse import urlsplit

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tuque.directory.finder.shown import doubts
from tuque.directory.public_values import Told

register = template.Library()


@register.filter
def safe_link(address: str) -> str:
    """A record's own web address, as a link may carry it: http or https alone, "" instead of anything else."""
    full = address.strip() if "://" in address[:10] else f"https://{address.strip()}"
    try:
        parts = urlsplit(full)
    except ValueError:
        return ""
    is_plain = parts.scheme in ("http", "https") and "." in parts.netloc and ":" not in parts.netloc
    return full if is_plain else ""


@register.simple_tag
def said(told: Told | None, reader: str, *, most: int = 0, lines: bool = False) -> SafeString:
    """A text with its language, where that is not the reader's, and how far it is to be trusted. `most`: cut after so many characters."""
    if told is None:
        return SafeString("")
    text = told.text if not most or len(told.text) <= most else told.text[: most - 1] + "…"
    shown = linebreaksbr(text, autoescape=True) if lines else text
    if told.language[:2] != reader:
        shown = format_html('<span lang="{}">{}</span>', told.language, shown)
    return format_html("{}{}", shown, doubt(told))


@register.simple_tag
def doubt(told: Told | None) -> SafeString:
    """What a reader must know of a text that a machine translated, or whose other language changed since."""
    words = doubts().get(told.state) if told else None
    return format_html(' <span class="hint doubt">({})</span>', words) if words else SafeString("")
