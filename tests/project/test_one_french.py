"""The rooms' catalogues become one when the site starts: the same English with two French words would show one of them anywhere."""

import re
from collections import defaultdict

import pytest
from django.utils import translation
from django.utils.dates import MONTHS, WEEKDAYS

from tuque.core import translations

pytestmark = pytest.mark.once


def test_no_english_has_two_french_words():
    said = defaultdict(lambda: defaultdict(set))
    for room in translations.rooms():
        for message in translations.read_catalogue(translations.catalogue_path(room)):
            if message.id:
                said[message.context, message.id][message.string].add(room.name)

    two = {key: dict(words) for key, words in said.items() if len(words) > 1}

    assert not two, (
        f"Say the same in each room, or give the words a context (pgettext, {{% translate … context … %}}): {two}"
    )


def test_no_room_says_days_and_months_otherwise_than_dates_do():
    """A room's “Sunday” would stand in every date of the site: “le Dimanche 1 mars”."""
    with translation.override(None, deactivate=True):
        of_dates = {str(word) for word in (*WEEKDAYS.values(), *MONTHS.values())}

    said = {
        (room.name, message.id)
        for room in translations.rooms()
        for message in translations.read_catalogue(translations.catalogue_path(room))
        if not message.context and message.id in of_dates
    }

    assert not said, f"Take them of django.utils.dates, with capfirst where they stand alone: {said}"


def test_no_template_puts_an_english_colon_after_a_label():
    """`{{ label }}: {{ value }}` is wrong in French, which has a space there."""
    whole = re.compile(r"\{% blocktranslate.*?endblocktranslate %\}|<script.*?</script>", re.DOTALL)
    bare = re.compile(r"(?:%\}|\}\})(?:</\w+>)?: ")

    found = [
        f"{path.relative_to(translations.PACKAGE)}: {line.strip()[:120]}"
        for path in translations.PACKAGE.rglob("*.html")
        for line in whole.sub("", path.read_text()).splitlines()
        if bare.search(line)
    ]

    assert not found, f'Write {{% translate ":" context "after a label" %}}: {found}'
