"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "stock.read_by_token": _("A program read the stock."),
    "releases.token_created": _("%(who)s made a key for a program."),
    "releases.token_revoked": _("%(who)s revoked a key for a program."),
    "releases.device_created": _("%(who)s let a device send records in their name."),
    "releases.device_revoked": _("%(who)s revoked a device."),
    "releases.interactions_exported": _("%(who)s exported the log."),
    "releases.rows_taken": _("%(who)s took away rows of the log in an export."),
    "releases.desk_kept": _("%(who)s opened, closed or set the data desk."),
    "releases.request_asked": _("Someone asked the data desk a question."),
    "releases.request_followed": _("Someone looked by a private link where their data request stands."),
    "releases.request_replied": _("Someone replied to a question about their data request."),
    "releases.request_read": _("%(who)s read a data request."),
    "releases.request_assigned": _("%(who)s said who takes up a data request."),
    "releases.request_due_moved": _("%(who)s gave a data request another due day."),
    "releases.request_noted": _("%(who)s wrote a note on a data request."),
    "releases.request_asked_back": _("%(who)s asked back about a data request."),
    "releases.request_answered": _("%(who)s answered a data request."),
    "releases.file_attached": _("%(who)s attached a file to the answer to a data request."),
    "releases.file_taken": _("Someone took the file of an answer by a private link."),
    "releases.request_refused": _("%(who)s refused a data request, with a reason."),
    "releases.request_contact_erased": _("What reached whoever made a data request was erased, as it was promised."),
    "releases.library_kept": _("%(who)s wrote an answer of the library."),
}
