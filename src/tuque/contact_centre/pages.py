"""The pages of the line, in the groups in which a person looks for them, for whoever plans and watches it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.accounts.api import Role, Worker
from tuque.contact_centre import permissions


@dataclass(frozen=True)
class Page:
    """`here` is what the page calls itself, and the name of its address in this room unless `url_name` says otherwise."""

    here: str
    label: str | Promise
    roles: Sequence[Role] = permissions.READERS
    url_name: str = ""

    @property
    def address(self) -> str:
        return reverse(self.url_name or f"contact_centre:{self.here}")


GROUPS: tuple[tuple[str | Promise, tuple[Page, ...]], ...] = (
    (
        _("Now"),
        (
            Page("line", _("The line now")),
            Page("floor", _("The floor")),
            Page("wall", _("Wallboard"), (*permissions.READERS, *permissions.ANSWERERS)),
            Page("rescues", _("Rescues"), permissions.RESPONDERS),
            Page("follow-ups", _("Follow-ups"), permissions.RESPONDERS),
        ),
    ),
    (
        _("Who answers"),
        (
            Page("shifts", _("Shifts")),
            Page("responders", _("Who may be asked for what")),
            Page("staffing", _("How many people")),
        ),
    ),
    (
        _("Looking back"),
        (
            Page("offers", _("Who was asked, and why")),
            Page("surveys", _("What people say after"), permissions.SUPERVISORS),
            Page("year", _("The year in figures"), permissions.SUPERVISORS),
        ),
    ),
    (
        _("Setting up"),
        (
            Page("lines", pgettext_lazy("that people reach", "Lines"), permissions.SUPERVISORS, "channels:lines"),
            Page("rules", _("Rules")),
            Page("toolbox", _("Toolbox"), permissions.PLANNERS),
            Page("suggestions", pgettext_lazy("for the record", "Suggestions")),
        ),
    ),
)


def groups_for(worker: Worker, *, here: str) -> list[dict[str, object]]:
    """The groups with the pages that `worker` may open; none for whoever has no page but the console."""
    if not permissions.can_supervise(worker):
        return []
    found: list[dict[str, object]] = []
    for label, pages in GROUPS:
        open_to = [page for page in pages if worker.holds(*page.roles)]
        if open_to:
            shown = [{"label": one.label, "url": one.address, "is_here": one.here == here} for one in open_to]
            found.append({"label": label, "pages": shown})
    return found
