"""The form of a themed finder: topics, words, a colour that can be read, and the sites that may show it. Never saves."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.directory import vocabulary
from tuque.directory.clearing import ClearText
from tuque.directory.finder import colours
from tuque.directory.finder.themes import RESERVED
from tuque.directory.models import ThemedFinder
from tuque.directory.problems import AddressTaken

ORIGIN = re.compile(r"^https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?$")
MOST_HOSTS = 20
WORDS = {"title_en": 80, "title_fr": 80, "intro_en": 600, "intro_fr": 600}


class ThemeForm(forms.Form):
    slug = forms.SlugField(max_length=40, label=gettext_lazy("Address"))
    title_en = ClearText(max_length=80, label=gettext_lazy("Title, in English"))
    title_fr = ClearText(max_length=80, label=gettext_lazy("Title, in French"))
    intro_en = ClearText(
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Opening words, in English"),
    )
    intro_fr = ClearText(
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Opening words, in French"),
    )
    colour = forms.CharField(
        max_length=7,
        initial=colours.OURS,
        widget=forms.TextInput(attrs={"type": "color", "class": "swatch"}),
        label=gettext_lazy("Colour"),
    )
    hosts = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://www.example.org"}),
        label=gettext_lazy("Sites that may show it in their pages"),
        help_text=gettext_lazy("One on each line, as the address bar begins: https://www.example.org. Empty: none."),
    )

    def __init__(
        self, data: Any = None, *, row: ThemedFinder | None = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.row = row
        if row is not None:
            del self.fields["slug"]  # an address that was given out stays

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug in RESERVED:
            raise forms.ValidationError(AddressTaken(slug=slug).message())
        return slug

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"]).lower()
        if not colours.HEX.match(colour):
            raise forms.ValidationError(_("Write the colour as # and six figures or letters from a to f: #0b6b4a."))
        if not colours.is_readable(colour):
            raise forms.ValidationError(
                _(
                    "White words on %(colour)s cannot be read by everyone (%(ratio)s to 1; 4.5 is needed). The nearest that can: %(nearest)s."
                )
                % {
                    "colour": colour,
                    "ratio": f"{colours.contrast(colour, colours.PAPER):.1f}",
                    "nearest": colours.nearest_readable(colour),
                }
            )
        return colour

    def clean_hosts(self) -> list[str]:
        lines = [line.strip().rstrip("/").lower() for line in self.cleaned_data["hosts"].splitlines() if line.strip()]
        for line in lines:
            if not ORIGIN.match(line):
                raise forms.ValidationError(
                    _("“%(line)s” is not the beginning of a site’s address, such as https://www.example.org.")
                    % {"line": line[:80]}
                )
        if len(lines) > MOST_HOSTS:
            raise forms.ValidationError(_("Twenty sites at most."))
        return list(dict.fromkeys(lines))

    @property
    def topics(self) -> list[str]:
        known = vocabulary.topics()
        chosen = self.data.getlist("topic") if hasattr(self.data, "getlist") else []
        return [code for code in dict.fromkeys(chosen) if code in known]

    @property
    def theme(self) -> dict[str, Any]:
        """What the draft becomes."""
        return {name: self.cleaned_data[name] for name in (*WORDS, "colour")} | {"topics": self.topics}
