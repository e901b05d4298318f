"""Every write of the log: one verb, one transaction, one audit record."""

from tuque.interactions.services.attachments import add_attachment
from tuque.interactions.services.photos import add_photo
from tuque.interactions.services.records import (
    Entry,
    correct_interaction,
    finish_interaction,
    record_interaction,
    start_interaction,
    void_interaction,
)
from tuque.interactions.services.reminders import finish_reminder, set_reminder

__all__ = [
    "Entry",
    "add_attachment",
    "add_photo",
    "correct_interaction",
    "finish_interaction",
    "finish_reminder",
    "record_interaction",
    "set_reminder",
    "start_interaction",
    "void_interaction",
]
