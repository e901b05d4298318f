"""A draft as HTML in the phone's frame: the very templates of the phones."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuque.accounts.api import Worker
from tuque.forms import selectors as forms_selectors
from tuque.forms import services
from tuque.forms.binding import bind
from tuque.forms.language.definition import LONG_LIST
from tuque.forms.models import Definition
from tuque.forms.portal import drawing, plugs
from tuque.forms.portal.selectors import Shown, forms_for, in_reader_language

LONGEST = 120  # questions drawn in a frame: past these, the page would be slow to shape


def preview(shown: Shown, *, body: Mapping[str, Any] | None = None) -> SafeString:
    """`body` (the draft itself when it is not given) as the phones will show it."""
    given = shown.body if body is None else body
    if shown.kind == Definition.Kind.FORM:
        return _form(shown.definition, given, viewer=shown.viewer)
    if shown.kind == Definition.Kind.HOME_SCREEN:
        return _screen(shown.definition, given, viewer=shown.viewer)
    return _list(given)


def _form(definition: Definition, body: Mapping[str, Any], *, viewer: Worker) -> SafeString:
    full = services.with_lists(dict(body), organization=definition.organization, team=definition.team)
    full = forms_selectors.with_long_lists(full, organization_id=definition.organization_id)
    form = drawing.drawable_form(full, full.get("lists", {}))
    bound = bind(form, zone=viewer.organization.zone) if form else None
    context: dict[str, object] = {"form": bound, "title": in_reader_language(body.get("title")), "worker": viewer}
    if bound is not None and len(form.order if form else ()) > LONGEST:
        context["too_long"] = True
    return render_to_string("forms/portal/_preview_form.html", context)


def _screen(definition: Definition, body: Mapping[str, Any], *, viewer: Worker) -> SafeString:
    forms = forms_for(definition)
    screen = drawing.drawable_screen(body, find_form=forms.get)
    context = {"html": plugs.draw_screen(screen, viewer=viewer) if screen else ""}
    return render_to_string("forms/portal/_preview_screen.html", context)


def _list(body: Mapping[str, Any]) -> SafeString:
    choices = body.get("choices") or []
    context = {
        "choices": [in_reader_language(one.get("label")) for one in choices[:30] if isinstance(one, dict)],
        "more": max(0, len(choices) - 30),
        "is_long": len(choices) > LONG_LIST,
    }
    return render_to_string("forms/portal/_preview_list.html", context)
