"""A responder's card as someone writes it: languages, a level in each line, other skills, a centre, how much at once."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.contact_centre.console.models import ResponderCard
from tuque.contact_centre.forms.shifts import LANGUAGES

HIGHEST = 9
MOST_AT_ONCE = 10
SKILL, LEVEL = re.compile(r"[a-zA-Z0-9_-]{1,40}"), re.compile(r"[1-9]")
OUT_OF_FORM = _("Write each as its code, a colon, and a level from 1 to 9: ojibwe:2, interpreter:1.")


class CardForm(forms.Form):
    """`lines`: code and name of each line that the organization answers; its field is `line-` and the code."""

    languages = forms.MultipleChoiceField(label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple)
    others = forms.CharField(
        label=_("Other skills, with their level"), max_length=200, required=False, help_text=OUT_OF_FORM
    )
    centre = forms.SlugField(
        label=_("Centre"),
        max_length=40,
        required=False,
        help_text=_("The code that its contacts bear. A planned shift’s centre goes before."),
        widget=forms.TextInput(attrs={"list": "centres"}),
    )
    written_at_once = forms.IntegerField(
        label=_("Written conversations at once"),
        min_value=0,
        max_value=MOST_AT_ONCE,
        required=False,
        help_text=_("Empty: as the rules of the line say. 0: calls alone."),
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for code, name in lines:
            self.fields[f"line-{code}"] = forms.IntegerField(
                label=_("Level in “%(line)s”") % {"line": name}, min_value=0, max_value=HIGHEST
            )
        self.order_fields(["languages", *(f"line-{code}" for code, _name in lines)])

    def clean_others(self) -> dict[str, int]:
        found = {}
        for part in self.cleaned_data["others"].split(","):
            code, _colon, level = (piece.strip() for piece in part.partition(":"))
            if not code and not level:
                continue
            if not SKILL.fullmatch(code) or not LEVEL.fullmatch(level):
                raise forms.ValidationError(OUT_OF_FORM)
            found[code] = int(level)
        return found

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        levels = {code: clean[f"line-{code}"] for code, _name in self.lines if f"line-{code}" in clean}
        others = clean.get("others", {})
        skills = {code: level for code, level in levels.items() if level} | others
        if self.lines and len(levels) == len(self.lines) and not any(levels.values()):
            self.add_error(None, _("Someone who answers has a level in one line at least. Give 1 or more to one."))
        every_line = not others and all(level == 1 for level in levels.values())
        clean["skills"] = {} if every_line else skills
        return clean


def written_of(card: ResponderCard | None, *, lines: Sequence[tuple[str, str]], usual: Sequence[str]) -> dict[str, Any]:
    """A card as the form has it; without one, what counts then: `usual` languages and every line."""
    skills = dict(card.skills) if card else {}
    codes = [code for code, _name in lines]
    levels = {f"line-{code}": skills.get(code, 0) if skills else 1 for code in codes}
    others = ", ".join(f"{code}:{level}" for code, level in sorted(skills.items()) if code not in codes)
    return levels | {
        "languages": list(card.languages if card else usual),
        "others": others,
        "centre": card.centre if card else "",
        "written_at_once": card.written_at_once if card else None,
    }
