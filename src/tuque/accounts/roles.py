"""The roles that a worker may hold, as the field names them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FIELD_WORKER = "field_worker", _("Field worker")
    CASE_WORKER = "case_worker", _("Case worker")
    RESPONDER = "responder", _("Responder")
    DISPATCHER = "dispatcher", _("Dispatcher")
    SUPERVISOR = "supervisor", _("Supervisor")
    DIRECTOR = "director", _("Director")
    TABLE_REPRESENTATIVE = "table_representative", _("Table representative")
    COORDINATOR = "coordinator", _("Coordinator")
    NAVIGATOR = "navigator", _("Navigator")
    ANALYST = "analyst", _("Analyst")
    DIRECTORY_EDITOR = "directory_editor", _("Directory editor")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")


# What these would do is not built yet: nobody is given one, for they would find nothing.
TO_COME = frozenset({Role.TABLE_REPRESENTATIVE})
OFFERED = [(code, label) for code, label in Role.choices if code not in TO_COME]

# Whoever holds one of these can let others in or see everything: they do not stay without a second factor once one
# was taken from them.
ASKED_FOR_SECOND_FACTOR = (Role.DIRECTOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)

# Whoever holds several roles lands on the home screen of the first of these that they hold.
HOME_ORDER = (
    Role.DIRECTOR,
    Role.SUPERVISOR,
    Role.DISPATCHER,
    Role.FIELD_WORKER,
    Role.CASE_WORKER,
    Role.RESPONDER,
    Role.COORDINATOR,
    Role.TABLE_REPRESENTATIVE,
    Role.NAVIGATOR,
    Role.ANALYST,
    Role.DIRECTORY_EDITOR,
    Role.PRIVACY_OFFICER,
    Role.ADMINISTRATOR,
)
