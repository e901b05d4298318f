"""What fields, objects and codes of HSDS are called on our pages."""

from collections.abc import Callable, Mapping

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuque.directory import vocabulary
from tuque.directory.models import Metadata
from tuque.directory.models.main import Status
from tuque.directory.models.sources import TextState

Word = str | Promise
STATE = ".state"  # behind the name of a field, in its history: how sure its text is
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LABELS: Mapping[str, Word] = {
    "name": _("Name"),
    "alternate_name": _("Other names"),
    "description": _("Description"),
    "eligibility_description": _("Who it is for"),
    "minimum_age": _("From this age"),
    "maximum_age": _("Up to this age"),
    "application_process": _("How to get it"),
    "fees_description": _("What it costs"),
    "wait_time": _("How long people wait"),
    "interpretation_services": _("Interpreters"),
    "alert": _("Notice to everyone"),
    "status": pgettext_lazy("directory", "State"),
    "url": _("Web page"),
    "website": _("Web page"),
    "email": _("E-mail address"),
    "legal_status": _("Legal status"),
    "transportation": _("How to get there"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "location_type": _("Kind of place"),
    "address_1": _("Address"),
    "address_2": _("Address, second line"),
    "city": _("City"),
    "region": _("Region"),
    "state_province": _("Province"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "address_type": _("Kind of address"),
    "number": _("Number to call"),
    "extension": _("Extension"),
    "type": _("Kind"),
    "byday": _("Days"),
    "opens_at": _("Opens at"),
    "closes_at": _("Closes at"),
    "freq": _("How often"),
    "valid_from": _("From this day"),
    "valid_to": _("Until this day"),
    "notes": _("Notes"),
    "note": _("Note"),
    "details": _("Details"),
    "option": _("What for"),
    "amount": _("Amount"),
    "currency": _("Currency"),
    "amount_description": _("The amount in words"),
    "document": _("Document to bring"),
    "available": _("Free now"),
    "maximum": _("In all"),
    "label": _("Label"),
    "title": pgettext_lazy("directory", "Position"),
    "department": _("Department"),
    "topics": _("Topics"),
    "assured_date": _("Verified on"),
    "eligibility_rules": _("Rules of who it is for"),
    "gone_at": _("Out of the directory since"),
    "code": pgettext_lazy("directory", "Code"),
    "parent": pgettext_lazy("directory", "Term above"),
    "name_en": _("Name in English"),
    "name_fr": _("Name in French"),
    "is_confidential": _("Confidential"),
    "on_holidays": _("On public holidays"),
}
HINTS: Mapping[str, Word] = {
    "byday": _("MO, TU, WE, TH, FR, SA, SU; for a rule of the month, 1MO is the first Monday."),
    "opens_at": _("09:00"),
    "closes_at": _("17:00; earlier than the opening means after midnight."),
    "alert": _("Said before everything else: closed for works until Friday."),
    "latitude": _("Decimal degrees, as maps give them."),
}
ENTITIES: Mapping[str, Word] = {
    "service": _("Service"),
    "organization": pgettext_lazy("directory", "Organization"),
    "location": pgettext_lazy("directory", "Place"),
    "phone": _("Telephone"),
    "schedule": _("Hours"),
    "language": pgettext_lazy("directory", "Language spoken"),
    "cost_option": _("Cost"),
    "required_document": _("Document to bring"),
    "service_area": _("Area served"),
    "service_capacity": _("Room left"),
    "url": _("Web page"),
    "contact": _("Person to reach"),
    "service_at_location": _("Service at a place"),
    "taxonomy": _("Taxonomy"),
    "taxonomy_term": pgettext_lazy("directory", "Term"),
    "attribute": _("Term put on a record"),
    "address": _("Address"),
    "accessibility": _("Access"),
}
# What else stands in a package, and in what is said of one; in the words of who keeps the directory.
TABLES: Mapping[str, Word] = {
    **ENTITIES,
    "file": pgettext_lazy("directory", "File"),
    "program": pgettext_lazy("directory", "Program"),
    "funding": pgettext_lazy("directory", "Funding"),
    "organization_identifier": _("Number of an organization"),
    "unit": _("Unit that room is counted in"),
    "metadata": _("History"),
    "meta_table_description": _("About the tables"),
    "field_texts": _("Text in another language"),
    "eligibility_rules": _("Rule of who it is for"),
    "confidential": _("What is confidential"),
    "extras": _("What the source says besides"),
    "of_others": _("What belongs to another source"),
    "service_holidays": _("On public holidays"),
    "service_topics": _("Topic of a service"),
    "topic_matches": _("What a term means"),
    "special_days": _("Days that differ"),
    "holiday_schedules": _("Days that differ"),
    "holiday_schedule": _("Days that differ"),
    "eligibility": _("Who it is for"),
    "payment_accepted": _("How one may pay"),
}
HOLIDAYS: list[tuple[str, Word]] = [
    ("", _("Nobody said")),
    ("closed", _("Closed on those days")),
    ("open", _("Open as on other days")),
]
VOICE, FAX = "voice", "fax"
PHONE_KINDS: Mapping[str, Word] = {
    VOICE: pgettext_lazy("kind of telephone", "Voice"),
    "cell": pgettext_lazy("kind of telephone", "Mobile"),
    "text": pgettext_lazy("kind of telephone", "Text messages"),
    FAX: pgettext_lazy("kind of telephone", "Fax"),
    "tty": pgettext_lazy("kind of telephone", "TTY"),
    "video": pgettext_lazy("kind of telephone", "Video"),
    "pager": pgettext_lazy("kind of telephone", "Pager"),
}
OLDER_PHONE_KINDS = {"textphone": "tty", "tdd": "tty", "mobile": "cell", "sms": "text"}
CHOICES: Mapping[str, list[tuple[str, Word]]] = {
    "type": [*PHONE_KINDS.items()],
    "status": [(str(one), one.label) for one in Status],
    "location_type": [
        ("physical", _("A place one goes to")),
        ("virtual", _("Online or by telephone")),
        ("postal", _("By mail")),
    ],
    "address_type": [
        ("physical", _("The place itself")),
        ("postal", _("For mail")),
        ("virtual", _("Online or by telephone")),
    ],
    "freq": [
        ("WEEKLY", _("Every week")),
        ("MONTHLY", _("Every month")),
        ("DAILY", _("Every day")),
        ("YEARLY", _("Every year")),
    ],
}
YES_OR_NO: list[tuple[str, Word]] = [
    ("True", pgettext_lazy("said of a record", "Yes")),
    ("False", pgettext_lazy("said of a record", "No")),
]
CODES: Mapping[str, list[tuple[str, Word]]] = {
    "on_holidays": HOLIDAYS,
    "is_confidential": YES_OR_NO,
}
CODES_IN_ORDER: Mapping[str, Callable[[str], Mapping[str, Word]]] = {
    "topics": lambda reader: {code: one.name(reader) for code, one in vocabulary.topics().items()},
    "byday": lambda _reader: {code: WEEKDAYS[number] for number, code in enumerate(DAY_CODES)},
}
QUALITY: Mapping[str, Word] = {
    "date": _("Someone makes sure of it every six months."),
    "description": _("The description has 200 characters or so."),
    "reach": _("It has a telephone or a web page."),
    "hours": _("It has hours."),
    "place": _("It has a place."),
    "who_for": _("It says who it is for."),
    "both_languages": _("Its name and description are in both languages."),
    "topic": _("It is under a topic."),
}
STEPS: Mapping[str, Word] = {
    "fresh": _("verified within the month"),
    "m1": _("verified over a month ago"),
    "m3": _("verified over three months ago"),
    "m6": _("not verified for six months: hours are shown as unknown"),
    "m12": _("not verified for a year"),
    "m16": _("not verified for sixteen months"),
    "never": _("never verified"),
}


# What two records are compared by.
LIKENESS: Mapping[str, Word] = {
    "name": _("Name"),
    "address": _("Address"),
    "distance": pgettext_lazy("likeness", "Position"),
    "phone": _("Telephone"),
    "site": _("Web page"),
    "agency": pgettext_lazy("directory", "Organization"),
}


# What stands in the history in the place of a field.
WHOLE: Mapping[str, Word] = {
    "record": _("The whole record"),
    "merged_into": _("Merged with"),
    "special_days": _("Days that differ"),
    "updated": _("Counted at"),
    "unit": _("Counted in"),
}


def of_history(line: Metadata, *, detail: str | None) -> str:
    """What a line of history is about: “Telephone 204-555-0101: Extension”, “Description (how sure it is)”. `detail`: which one it is
    of what hangs on the record; None for the record itself."""
    name = line.field_name.removesuffix(STATE)
    said = str(WHOLE.get(name) or label(name))
    if name != line.field_name:
        said = gettext("%(field)s (how sure it is)") % {"field": said}
    if detail is None or line.resource_type not in ENTITIES:
        return said
    return pgettext("a record, and its field", "%(record)s: %(field)s") % {
        "record": f"{ENTITIES[line.resource_type]} {detail}".strip(),
        "field": said,
    }


def phone_kind(code: str) -> str:
    """A code of HSDS as ours, whichever way it is written; empty for a plain telephone; another word as it is."""
    plain = code.strip().casefold()
    plain = OLDER_PHONE_KINDS.get(plain, plain)
    return plain if plain in PHONE_KINDS else code.strip()


def phone_kind_in_words(code: str) -> str:
    """What is said of a telephone beside its number, within a line; nothing of one that is spoken on."""
    kind = phone_kind(code)
    words = "" if kind == VOICE else str(PHONE_KINDS.get(kind, kind))
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def value(entity: str, name: str, said: str, *, reader: str) -> str:
    """What a field holds, in words where it holds a code."""
    if name.endswith(STATE):
        return str(dict(TextState.choices).get(said, said))
    if name == "type" and entity == "phone":
        return str(PHONE_KINDS.get(phone_kind(said), said))
    if name in CODES_IN_ORDER:
        known = CODES_IN_ORDER[name](reader)
        return ", ".join(str(known.get(one.strip(), one.strip())) for one in said.split(",")) if said else ""
    codes = CODES.get(name) or CHOICES.get(name) or []
    return str(dict(codes).get(said, said))


def table(name: str) -> Word:
    """What the rows of a table are called, one of them."""
    return TABLES.get(name, name)


def label(name: str) -> Word:
    return LABELS.get(name, name.replace("_", " ").capitalize())
