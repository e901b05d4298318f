"""The words of the interface's description, for its page in the reader's language; programs read them in English."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WORDS = frozenset(
    {
        gettext_noop("Who this token is"),
        gettext_noop("A form as a FHIR Questionnaire"),
        gettext_noop("The newest published version, in English and French."),
        gettext_noop("The release of FHIR."),
        gettext_noop("Interactions, in the order they changed"),
        gettext_noop(
            "A corrected or voided interaction comes again at its new place in the order: keep the latest by `id`."
        ),
        gettext_noop("From the page before."),
        gettext_noop("Interactions on a page."),
        gettext_noop("Changed or added at this instant or later."),
        gettext_noop("Began at this instant or later."),
        gettext_noop("Began before this instant."),
        gettext_noop("Add an interaction"),
        gettext_noop(
            "Answered once it is durable. The same `id` and content again is harmless; other content under it is kept apart."
        ),
        gettext_noop("Add a patrol that is over"),
        gettext_noop(
            "Answered once it is durable. The hours stand beside the counts of maps and in the activity report."
        ),
        gettext_noop("One interaction"),
        gettext_noop("Teams"),
        gettext_noop("Known places"),
        gettext_noop("Layers of areas, with their vintage"),
        gettext_noop("Areas of a layer"),
        gettext_noop("Codes and names; the boundaries are on the map's own address."),
        gettext_noop("What came in and where it went"),
        gettext_noop("Items on a page."),
        gettext_noop("Done at this instant or later."),
        gettext_noop("Every item that is followed, with what is left of it in each store and lot; by the item's code."),
        gettext_noop(
            "A minute after they were written at the soonest. Who gave, and notes, are never in it. Undoing is an act of its own."
        ),
        gettext_noop("What is left, item by item"),
        gettext_noop("Items whose stock changed at this instant or later."),
        gettext_noop("Acts on a page."),
        gettext_noop("What the codes mean"),
        gettext_noop("Each list of codes with its names in both languages."),
    }
)


def in_words(text: str) -> str:
    """What the description says, in the reader's language. Line breaks of the source are spaces here."""
    whole = " ".join(text.split())
    return _(whole) if whole in WORDS else whole
