"""What is wrong with a chain, and where, in the reader's language: for pages and for the command line."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.audit.proof.verifying import Fault, Kind

WORDS: Mapping[Kind, Promise] = {
    Kind.CHANGED: gettext_lazy("the record was changed"),
    Kind.DELETED: gettext_lazy("the record was deleted"),
    Kind.INSERTED: gettext_lazy("a record was put in afterwards"),
    Kind.MOVED: gettext_lazy("the record was moved to another place"),
    Kind.SEAL_CHANGED: gettext_lazy("the seal was changed"),
    Kind.SEAL_MISSING: gettext_lazy("a seal is missing"),
    Kind.TAIL_CUT: gettext_lazy("the end of the chain was cut off"),
    Kind.ROOT_DIFFERS: gettext_lazy("the chain is not what was signed: it was changed and sealed anew"),
    Kind.ROOT_MISSING: gettext_lazy("a root is missing here"),
    Kind.SIGNATURE_WRONG: gettext_lazy("the signature is not good"),
    Kind.STATEMENT_UNREADABLE: gettext_lazy("a root that someone else kept cannot be read"),
}
OF_ROOTS = (Kind.ROOT_MISSING, Kind.SIGNATURE_WRONG)  # their numbers are those of roots


def in_words(fault: Fault) -> str:
    """One line: where, then what."""
    where = _where(fault)
    what = str(WORDS[fault.kind])
    return _("%(where)s: %(what)s") % {"where": where, "what": what} if where else what


def _where(fault: Fault) -> str:
    if not fault.first:
        return ""
    values = {"first": fault.first, "last": fault.last}
    if fault.kind in OF_ROOTS:
        if fault.first == fault.last:
            return _("Root %(first)s") % values
        return _("Roots %(first)s to %(last)s") % values
    if fault.first == fault.last:
        return _("Place %(first)s") % values
    return _("Places %(first)s to %(last)s") % values
