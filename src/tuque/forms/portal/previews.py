"""A draft as HTML in the phone's frame: the very templates of the phones."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuque.accounts.api import Worker
from tuque.forms import selectors as forms_selectors
from tuque.forms import services
from tuque.forms.binding import bind
from tuque.forms.language.definition import LONG_LIST
from tuque.forms.language.parts import parts_of
from tuque.forms.models import Definition
from tuque.forms.portal import drawing, plugs
from tuque.forms.portal.selectors import Shown, forms_for, in_reader_language


def preview(shown: Shown, *, body: Mapping[str, Any] | None = None, whole: bool = False) -> SafeString:
    """`body` (the draft itself when it is not given) as the phones will show it; of a long form its first part, unless `whole`."""
    given = shown.body if body is None else body
    if shown.kind == Definition.Kind.FORM:
        return _form(shown.definition, given, viewer=shown.viewer, whole=whole)
    if shown.kind == Definition.Kind.HOME_SCREEN:
        return _screen(shown.definition, given, viewer=shown.viewer)
    return _list(given)


def _form(definition: Definition, body: Mapping[str, Any], *, viewer: Worker, whole: bool) -> SafeString:
    full = services.with_lists(dict(body), organization=definition.organization, team=definition.team)
    full = forms_selectors.with_long_lists(full, organization_id=definition.organization_id)
    form = drawing.drawable_form(full, full.get("lists", {}))
    parts = parts_of(form) if form and not whole else ()
    if form and len(parts) > 1:
        form = replace(form, fields=parts[0].fields)
    bound = bind(form, zone=viewer.organization.zone) if form else None
    context: dict[str, object] = {"form": bound, "title": in_reader_language(body.get("title")), "worker": viewer}
    context["too_long"] = len(parts) > 1
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
