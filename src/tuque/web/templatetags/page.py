"""Small helpers for templates: icons, built assets, age of data."""

from datetime import datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from tuque.web.built import files_of, manifest

register = template.Library()


@register.simple_tag
def built(source: str) -> str:
    """The address of a built front-end file, by its source: `{% built "styles/tuque.css" %}`."""
    entry = manifest().get(source)
    name = entry["file"] if entry else "missing-" + source.rpartition("/")[2]
    return static(f"built/{name}")


@register.simple_tag
def built_with(*sources: str) -> list[str]:
    """The addresses of every file that these sources need, pictures too: what a page that is kept on a device must keep."""
    return [*(static(f"built/{name}") for name in files_of(*sources)), static("icons.svg"), static("tuque.svg")]


@register.simple_tag
def island_styles(source: str) -> list[str]:
    """The addresses of the style sheets that an island's script brings with it."""
    styles = manifest().get(source, {}).get("css", [])
    return [static(f"built/{name}") for name in styles] if isinstance(styles, list) else []


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the sprite; hidden from screen readers, since a label always stands beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, in words; "never" is for the template to say."""
    return timesince(moment, timezone.now(), depth=1) if moment else ""
