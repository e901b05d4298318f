"""Which pages each role finds in the navigation. A volunteer sees one screen, and nothing else."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.accounts.models import Worker
from tuque.accounts.roles import Role

FIELD = {Role.FIELD_WORKER, Role.SUPERVISOR, Role.DIRECTOR}
DESK = {Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR}


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url_name: str
    roles: frozenset[Role]
    icon: str


ENTRIES = (
    Entry(pgettext_lazy("navigation", "Log"), "interactions:home", frozenset(FIELD | DESK), "plus"),
    Entry(_("Records"), "interactions:list", frozenset(FIELD | DESK | {Role.ANALYST, Role.DISPATCHER}), "list"),
    Entry(
        pgettext_lazy("navigation", "Board"),
        "insight:board",
        frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.ANALYST, Role.DISPATCHER}),
        "chart",
    ),
    Entry(_("Map"), "insight:map", frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.ANALYST, Role.DISPATCHER}), "map"),
    Entry(pgettext_lazy("navigation", "People"), "people:search", frozenset(FIELD | DESK), "heart"),
    Entry(
        pgettext_lazy("navigation", "Directory"), "directory:services", frozenset(set(Role) - {Role.RESPONDER}), "list"
    ),
    Entry(
        _("Needs and referrals"),
        "referrals:home",
        frozenset({Role.CASE_WORKER, Role.NAVIGATOR, Role.SUPERVISOR, Role.DIRECTOR}),
        "signpost",
    ),
    Entry(
        _("Needs heard"),
        "referrals:needs",
        frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.COORDINATOR, Role.ANALYST, Role.NAVIGATOR, Role.CASE_WORKER}),
        "chart",
    ),
    Entry(pgettext_lazy("navigation", "Stock"), "stock:home", frozenset(FIELD | DESK | {Role.DISPATCHER}), "gift"),
    Entry(_("Screens and surveys"), "instruments:list", frozenset(FIELD | DESK), "list"),
    Entry(_("Reports"), "insight:reports", frozenset({Role.DIRECTOR, Role.ANALYST}), "page"),
    Entry(
        pgettext_lazy("navigation", "Shape"),
        "forms:shape",
        frozenset({Role.DIRECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        "edit",
    ),
    Entry(_("The floor"), "contact_centre:floor", frozenset({Role.SUPERVISOR, Role.DIRECTOR}), "people"),
    Entry(_("Rescues"), "contact_centre:rescues", frozenset({Role.SUPERVISOR, Role.DIRECTOR}), "siren"),
    Entry(
        pgettext_lazy("that people reach", "Lines"),
        "channels:lines",
        frozenset({Role.SUPERVISOR, Role.DIRECTOR}),
        "phone",
    ),
    Entry(_("Line rules"), "contact_centre:rules", frozenset({Role.SUPERVISOR, Role.DIRECTOR}), "list"),
    Entry(_("Numbers and pages"), "channels:numbers", frozenset({Role.DIRECTOR, Role.ADMINISTRATOR}), "phone"),
    Entry(_("Import"), "interactions:import", frozenset({Role.DIRECTOR, Role.ANALYST, Role.ADMINISTRATOR}), "import"),
    Entry(_("Export"), "releases:export", frozenset({Role.DIRECTOR, Role.ANALYST}), "download"),
    Entry(pgettext_lazy("navigation", "Places"), "geo:places", frozenset({Role.DIRECTOR, Role.ADMINISTRATOR}), "pin"),
    Entry(_("People and roles"), "accounts:workers", frozenset({Role.DIRECTOR, Role.ADMINISTRATOR}), "people"),
    Entry(
        _("Data requests"),
        "data:requests",
        frozenset({Role.DIRECTOR, Role.ANALYST, Role.COORDINATOR}),
        "speech",
    ),
    Entry(_("API"), "releases:tokens", frozenset({Role.DIRECTOR, Role.ADMINISTRATOR}), "key"),
    Entry(_("Devices"), "releases:devices", frozenset({Role.DIRECTOR, Role.ADMINISTRATOR}), "phone"),
    Entry(
        _("Agreements"),
        "agreements:list",
        frozenset({Role.DIRECTOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR}),
        "agreement",
    ),
    Entry(_("Audit"), "audit:records", frozenset({Role.PRIVACY_OFFICER}), "eye"),
    Entry(_("Retention"), "retention:rules", frozenset({Role.PRIVACY_OFFICER, Role.DIRECTOR}), "clock"),
)


def entries_for(worker: Worker, *, path: str) -> list[dict[str, object]]:
    """The entries that `worker` may open, each with its address and whether it is the page being read."""
    found: list[dict[str, object]] = []
    for entry in ENTRIES:
        if not worker.holds(*entry.roles):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        found.append({"label": entry.label, "url": url, "icon": entry.icon, "is_current": path.startswith(url)})
    # Only the longest matching address is the current one.
    current = max((item for item in found if item["is_current"]), key=lambda item: len(str(item["url"])), default=None)
    for item in found:
        item["is_current"] = item is current
    return found
