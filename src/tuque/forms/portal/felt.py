"""What publishing a draft will be felt in: what this room knows of it, then what the others tell."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuque.forms import selectors as forms_selectors
from tuque.forms.language import read_definition
from tuque.forms.language.parts import LONG
from tuque.forms.language.screens import read_screen
from tuque.forms.models import Definition
from tuque.forms.portal import parts, plugs, selectors
from tuque.forms.portal.plugs import Touch
from tuque.forms.portal.selectors import Shown, in_reader_language
from tuque.forms.services import with_lists


def touches(shown: Shown) -> list[Touch]:
    """Everything a reader should know before they publish, warnings first."""
    own = {
        Definition.Kind.FORM: _form,
        Definition.Kind.CODE_LIST: _list,
        Definition.Kind.HOME_SCREEN: _screen,
    }[Definition.Kind(shown.kind)](shown)
    found = [*own, *plugs.touches(shown.definition, viewer=shown.viewer)]
    return sorted(found, key=lambda touch: not touch.is_warning)


def _form(shown: Shown) -> Iterator[Touch]:
    definition = shown.definition
    many = len(parts.field_codes(shown.body))
    if many > LONG:
        words = _("It has %(number)s questions: phones open it part by part, files in the last part.")
        yield Touch(words % {"number": many})
    screens = selectors.screens_opening(definition.code, definition=definition)
    for screen, buttons in screens:
        words = ngettext(
            "%(number)s button of the home screen “%(screen)s” opens it.",
            "%(number)s buttons of the home screen “%(screen)s” open it.",
            len(buttons),
        )
        yield Touch(words % {"number": len(buttons), "screen": _named(screen)}, _page(screen))
    yield from _buttons_that_open(shown, screens)
    if shown.published is None:
        return
    before = dict(_fields(shown.published.body))
    after = dict(_fields(shown.body))
    for code in before.keys() - after.keys():
        name = in_reader_language(before[code].get("label")) or code
        yield Touch(_("“%(question)s” is asked no more. Records that have it keep its answer.") % {"question": name})
    for code in before.keys() & after.keys():
        yield from _choices_gone(before[code].get("choices"), after[code].get("choices"))


def _buttons_that_open(shown: Shown, screens: list[tuple[Definition, list[dict[str, Any]]]]) -> Iterator[Touch]:
    """One-tap buttons whose answers are not enough any more: they will open the form."""
    full = with_lists(shown.body, organization=shown.definition.organization, team=shown.definition.team)
    full = forms_selectors.with_long_lists(full, organization_id=shown.definition.organization_id)
    form, _problems = read_definition(full)
    if form is None:
        return
    for screen, buttons in screens:
        for button in buttons:
            body = {"language": 1, "code": "one", "title": {"en": "-", "fr": "-"}, "buttons": [button]}
            _screen_read, problems = read_screen(body, find_form=lambda code: form)
            if button.get("action") == "log" and problems:
                name = in_reader_language(button.get("label")) or form.title.en
                words = _("The button “%(button)s” of “%(screen)s” will open the form: one tap is no longer enough.")
                yield Touch(words % {"button": name, "screen": _named(screen)}, _page(screen), is_warning=True)


def _list(shown: Shown) -> Iterator[Touch]:
    for version in selectors.forms_using(shown.definition.code, definition=shown.definition):
        title = in_reader_language(version.body.get("title")) or version.definition.code
        yield Touch(_("The form “%(form)s” takes its choices from it.") % {"form": title}, _page(version.definition))
    if shown.published is not None:
        yield from _choices_gone(shown.published.body.get("choices"), shown.body.get("choices"))


def _screen(shown: Shown) -> Iterator[Touch]:
    who = plugs.screens().get(shown.definition.code)
    if who:
        yield Touch(_("Who sees it: %(who)s.") % {"who": who})
    if shown.definition.team is None:
        others = Definition.objects.filter(
            organization=shown.definition.organization,
            kind=Definition.Kind.HOME_SCREEN,
            code=shown.definition.code,
            team__isnull=False,
            is_active=True,
            versions__published_at__isnull=False,
        ).distinct()
        for other in others.select_related("team"):
            words = _("%(team)s has a screen of its own, which does not change with this one.")
            yield Touch(words % {"team": other.team.name if other.team else ""}, _page(other))


def _choices_gone(before: Any, after: Any) -> Iterator[Touch]:
    """Choices that are offered no more."""
    kept = {str(one.get("code")) for one in after or [] if isinstance(one, dict)}
    gone = [one for one in before or [] if isinstance(one, dict) and str(one.get("code")) not in kept]
    if gone:
        names = ", ".join(in_reader_language(one.get("label")) or str(one.get("code")) for one in gone[:8])
        words = ngettext(
            "The choice %(names)s is offered no more. Records that have it still show it.",
            "%(number)s choices are offered no more: %(names)s. Records that have them still show them.",
            len(gone),
        )
        yield Touch(words % {"number": len(gone), "names": names})


def _fields(body: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for spot in parts.spots(body.get("fields")):
        raw = spot.siblings[spot.number]
        yield str(raw.get("code")), raw


def _named(screen: Definition) -> str:
    shown = selectors.published_title(screen)
    return f"{shown} ({screen.team.name})" if screen.team else shown


def _page(definition: Definition) -> str:
    return reverse("forms:shaped", args=[definition.public_id])
