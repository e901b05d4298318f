"""The ladder in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.contact_centre.abuse.ladder import Kind, Rung

FACTS: Mapping[Kind, str | Promise] = {
    Kind.NOTED: pgettext_lazy("abuse", "Noted"),
    Kind.WARNED: _("Warned, in words they received"),
    Kind.PASSED: _("To be answered by people trained for it"),
    Kind.PROPOSED: _("The slower lane is proposed"),
    Kind.RESTRICTED: _("In the slower lane, by two people"),
    Kind.REFUSED: _("The slower lane is not agreed with"),
    Kind.LIFTED: _("The slower lane is lifted"),
}
RUNGS: Mapping[Rung, str | Promise] = {
    Rung.NONE: _("Nothing is on file"),
    Rung.NOTED: pgettext_lazy("abuse", "Noted"),
    Rung.WARNED: pgettext_lazy("abuse", "Warned"),
    Rung.PASSED: _("Answered by trained people"),
    Rung.SLOW: _("In the slower lane"),
}
WHY: Mapping[str, str | Promise] = {
    "needs_note": _("Write first what happened."),
    "needs_warning": _("Warn the person first: nobody is put aside who was not told."),
    "risk": _(
        "A risk is stated or confirmed in this contact: it is answered before anything else, and nothing is restricted."
    ),
    "same_name": _("You proposed this yourself. A second person must agree."),
    "nothing_proposed": _("Nothing is proposed now, or it was changed. Look again."),
    "already": _("This is so already. Nothing was changed."),
    "hours": _("Choose between 1 and 72 hours."),
}
WARNING = _(
    "We want to go on helping you. Insults and threats against the person who answers make that impossible: please stop. If you are in danger, say so: that comes first, always."
)
SLOWER = _(
    "Because of what was said before, you will wait longer until %(until)s. You are still heard. If you are in danger, say so here and you are answered first, or call 9-1-1."
)
