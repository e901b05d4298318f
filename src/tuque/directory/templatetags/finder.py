"""Small helpers of the finder's pages."""

from urllib.parse import urlsplit

from django import template

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
