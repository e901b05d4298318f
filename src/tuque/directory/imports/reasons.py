"""Why a row was refused or mended, in words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuque.core import table_reasons
from tuque.directory import labels

REASONS: Mapping[str, str | Promise] = {
    "empty": _("The name, number or address that it needs is empty."),
    "id_twice": _("Another row of the same table has this id, with other content."),
    "id_not_its_own": _("Its id is that of another row; it was given one of its own."),
    "too_long": _("A text is longer than any that people read: 50,000 characters, 4,000 for short fields."),
    "not_text": _("There is a list or a group where a text belongs."),
    "misleading": _(
        "It held characters that nobody sees and that could turn the words around, or control characters: they were taken out."
    ),
    "not_a_number": _("It is not a number."),
    "not_a_date": _("It is not a date."),
    "not_an_address": _("It is not the address of a page: a browser must not open it."),
    "not_an_email": _("It is not an e-mail address."),
    "coordinates_impossible": _(
        "These coordinates are nowhere on earth, or half of them is missing; the place is kept without."
    ),
    "no_coordinates": _("The place has no coordinates in the file; it is kept, and is in no search by distance."),
    "parent_missing": _("It belongs to something that is not in the file."),
    "of_another_source": _("It belongs to another source, which has it here: it stays as it is."),
    "circle_cut": _("It was within itself, by way of others; the link is cut."),
    "not_understood": _("The words were not understood; they are kept as they are."),
    "no_row": _("The line has another number of columns than the heading."),
    "no_rule": _("It is no rule that anyone could be held to: its kind, a code or a number is not known."),
    "not_a_time": _("It is not a time of day, or one of the two is missing."),
    "no_language": _("It is no code of a language: en, fr, pt-BR."),
    "unknown_field": _("HSDS has no such field."),
    "unknown_topic": _("There is no such topic here."),
    "deleted": _("Its source says that it is no more."),
    "not_in_use": _("The place is no longer in use: the service is not shown there."),
    "withheld": _("Its source does not share it, for someone’s safety; a place without its address is confidential."),
    "unknown_table": _("HSDS has no such table."),
    "unknown_file": _("No table has this name, so the file was not read."),
    "unknown_file_near": _("No table has this name, so the file was not read. If it is one, call it %(value)s."),
    "file_too_large": _("The file is larger than 400 MB, so it was not read: bring it in piece by piece."),
    "no_key": _("The column that tells rows apart is empty."),
    "code_empty": _("It has no code: nothing tells it apart from the others."),
    "code_twice": _("A line above it has the same code; that one was taken."),
    "in_circle": _("It is under itself, by way of others: say what is above what, then bring the file in again."),
    "other_language": _("It has no name in the language of the list; the one in the other language stands for it."),
}


KINDS: Mapping[str, Promise] = {
    "refused": pgettext_lazy("a row", "Refused"),
    "mended": pgettext_lazy("a row", "Taken, with something left out or put right"),
}


def heading() -> list[str]:
    """Of the table of what was refused or mended, for a person."""
    return [
        gettext("What became of it"),
        pgettext("directory", "Table"),
        gettext("Row"),
        pgettext("directory", "Field"),
        pgettext("directory", "Why"),
        pgettext("directory", "Value"),
    ]


def line_in_words(line: Sequence[str]) -> list[str]:
    """A finding (what became of it, table, row, field, reason, value) as whoever reads it says it."""
    kind, table, row, field, reason, value = line
    return [
        str(KINDS.get(kind, kind)),
        str(labels.table(table)),
        row,
        str(labels.label(field)),
        words(reason, value),
        value,
    ]


def words(reason: str, value: str) -> str:
    """Why, for a person. A code that nobody wrote words for is shown as it is."""
    if reason in table_reasons.ROW:
        return str(table_reasons.ROW[reason]) % {"value": value}
    found = str(REASONS.get(reason, reason))
    return found % {"value": value} if "%(value)s" in found else found
