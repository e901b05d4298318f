"""The types of questions as a director chooses them: one table, whose rows the language decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.forms.language import definition as language


@dataclass(frozen=True)
class Kind:
    code: str
    label: str | Promise
    hint: str | Promise = ""
    icon: str = "edit"

    @property
    def has_choices(self) -> bool:
        return self.code in language.CHOOSING

    @property
    def has_limits(self) -> bool:
        return self.code in language.LIMITED

    @property
    def has_step(self) -> bool:
        return self.code in language.MEASURED

    @property
    def is_silent(self) -> bool:
        return self.code in language.SILENT

    @property
    def is_calculable(self) -> bool:
        return self.code in language.CALCULABLE

    @property
    def is_counted(self) -> bool:
        return self.code in language.COUNTED

    @property
    def columns(self) -> list[str]:
        """The standard columns that such a question may feed."""
        return [column for column, types in language.FILLS.items() if self.code in types]


# In the order in which people look for them.
WORDS: dict[str, tuple[str | Promise, str | Promise, str]] = {
    "text": (_("Short text"), _("A few words on one line."), "edit"),
    "note": (_("Note"), _("Several lines."), "page"),
    "choice": (_("One choice"), _("One answer of a list."), "check"),
    "many": (_("Several choices"), _("As many of a list as apply."), "list"),
    "yes_no": (_("Yes or no"), _("Two large buttons."), "hand"),
    "integer": (_("Counter"), _("A whole number, with thumbs for more and less."), "plus"),
    "number": (_("Number"), _("With decimals, for example a temperature."), "chart"),
    "items": (_("Items given or received"), _("A count for each item of a list."), "gift"),
    "people": (_("People helped"), _("A count for each age group of a list."), "people"),
    "date": (_("Date"), _("A day of the calendar."), "calendar"),
    "time": (_("Time of day"), _("Hours and minutes."), "clock"),
    "datetime": (_("Date and time"), _("With a button for now."), "clock"),
    "duration": (_("Duration"), _("Minutes; a timer may run."), "clock"),
    "place": (_("Place"), _("On the map, a known place, or words."), "pin"),
    "photo": (_("Photo"), _("Taken or chosen on the phone."), "camera"),
    "audio": (_("Audio note"), _("Spoken instead of typed."), "microphone"),
    "signature": (_("Signature"), _("Drawn with a finger."), "edit"),
    "workers": (_("Colleagues"), _("Who was there."), "people"),
    "person": (_("Participant"), _("Someone whose consent is in force."), "person"),
    "heading": (pgettext_lazy("type of question", "Title between questions"), _("Large words; asks nothing."), "list"),
    "info": (_("Advice"), _("Words to read; asks nothing."), "eye"),
    "group": (_("Group"), _("Questions that go together; may be folded."), "more"),
    "repeat": (_("Repeated group"), _("The same questions, as often as needed."), "more"),
}


def kinds() -> Iterator[Kind]:
    """Every type of the language. One that has no words here yet is shown by its code, and works all the same."""
    for code, (label, hint, icon) in WORDS.items():
        if code in language.TYPES:
            yield Kind(code, label, hint, icon)
    for code in sorted(language.TYPES - WORDS.keys()):
        yield Kind(code, code)


def kind_of(code: str) -> Kind:
    return next((one for one in kinds() if one.code == code), Kind(code, code))


def holds_fields(raw: object) -> bool:
    """Whether a field of a body is one that holds others."""
    return isinstance(raw, dict) and (raw.get("type") in {"group", "repeat"} or "fields" in raw)
