"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "interactions.recorded": _("%(who)s logged an interaction."),
    "interactions.started": _("%(who)s began an interaction."),
    "interactions.finished": _("%(who)s finished an interaction."),
    "interactions.corrected": _("%(who)s corrected an interaction."),
    "interactions.voided": _("%(who)s made an interaction void."),
    "interactions.photo_added": _("%(who)s added a photo to an interaction."),
    "interactions.reminder_set": _("%(who)s set a reminder."),
    "interactions.reminder_done": _("%(who)s went back after a reminder."),
    # Written until each look at a record was; kept for the records that bear it.
    "interactions.named_record_seen": _("%(who)s looked at an interaction that names a participant."),
    "interactions.read_of_partner": _("%(who)s read records of a partner under an agreement."),
    "interactions.read_by_partner": _("%(who)s of %(partner)s read our records under an agreement."),
    "interactions.tried_as": _("%(who)s looked at our records as a partner would see them."),
    "interactions.record_seen": _("%(who)s looked at a record."),
    "interactions.list_seen": _("%(who)s looked at a list of records."),
    "interactions.own_seen": _("%(who)s saw their own last records on their home screen."),
    "interactions.photo_seen": _("%(who)s looked at a photo."),
    "interactions.record_seen_in_emergency": _("%(who)s looked at a record opened in an emergency."),
    "interactions.list_seen_in_emergency": _("%(who)s looked at the list of records opened in an emergency."),
    "interactions.photo_seen_in_emergency": _("%(who)s looked at a photo opened in an emergency."),
    "interactions.conflicts_seen": _("%(who)s looked at records that differ from their file."),
    "interactions.refused_rows_seen": _("%(who)s took the rows that an import refused."),
    "interactions.read_by_token": _("A program read interactions with a key."),
    "interactions.import_uploaded": _("%(who)s gave a file to import."),
    "interactions.import_described": _("%(who)s said what the columns of a file mean."),
    "interactions.import_asked": _("%(who)s asked for an import."),
    "interactions.import_started": _("An import began."),
    "interactions.rows_imported": _("An import wrote rows."),
    "interactions.conflict_correction_kept": _("%(who)s let a correction hold against an imported file."),
    "interactions.conflict_file_taken": _("%(who)s let an imported file hold against a correction."),
    "interactions.import_finished": _("An import ended."),
}
