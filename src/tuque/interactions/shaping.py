"""What the portal of forms and screens asks of the log: where a change is felt, and what its standard columns are called."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tuque.accounts.api import Worker
from tuque.core.clock import now
from tuque.forms import api as forms
from tuque.interactions import tiles
from tuque.interactions.codes import BaseType, Origin, Status
from tuque.interactions.models import Interaction
from tuque.interactions.words import CODES, LABELS

LATELY = timedelta(days=90)
MOST_COUNTED = 10_000
# What an answer may feed, where the log calls it otherwise than its column.
COLUMNS: Mapping[str, str | Promise] = {
    "people": gettext_lazy("People seen, by age group"),
    "workers": LABELS["companions"],
    "items_received": gettext_lazy("Items that came in: a gift, a delivery"),
    "photos": gettext_lazy("Photos"),
    "duration": LABELS["duration_seconds"],
    "reminder": gettext_lazy("A reminder, so many minutes later"),
}
SCREENS: Mapping[str, str | Promise] = {
    "street": gettext_lazy("Street teams: what they log from"),
    "desk": gettext_lazy("Case workers: what they log from at the desk"),
}


def describe() -> None:
    """Tell the portal; called once, when the site starts."""
    forms.draw_screens_with(tiles.draw)
    forms.add_feeler(felt)
    forms.describe_reports(
        base_types={str(code): code.label for code in BaseType},
        origins={str(code): code.label for code in Origin},
        columns={**LABELS, **COLUMNS},
        standards={column: {str(code): code.label for code in codes} for column, codes in CODES.items()},
        screens=SCREENS,
    )


def felt(definition: forms.Definition, *, viewer: Worker) -> Iterable[forms.Touch]:
    """The records of a form, and those that run under it now."""
    if definition.kind != forms.Definition.Kind.FORM:
        return
    rows = Interaction.objects.filter(organization_id=definition.organization_id, type_code=definition.code)
    if definition.team is not None:
        rows = rows.filter(team=definition.team)
    running = rows.filter(status=Status.OPEN).count()
    if running:
        words = ngettext(
            "%(number)s record is running under it now, and will be finished under its own version.",
            "%(number)s records are running under it now, and will be finished under their own version.",
            running,
        )
        yield forms.Touch(words % {"number": running})
    # Counted over a while that the index of the log covers, and not for ever.
    number = rows.filter(occurred_at__gte=now() - LATELY)[:MOST_COUNTED].count()
    if number:
        words = ngettext(
            "%(number)s record was given under it in the last 90 days.",
            "%(number)s records were given under it in the last 90 days.",
            number,
        )
        yield forms.Touch(words % {"number": f"{MOST_COUNTED}+" if number == MOST_COUNTED else number})
        yield forms.Touch(_("Boards and reports count them by its standard type, exports by its code."))
