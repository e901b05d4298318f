"""What the acts of this room are called in the audit. What is said is not among them: each message is its own record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "channels.mailbox_added": _("A mailbox of the line was read for the first time, as the administrator set it."),
    "channels.line_changed": _("%(who)s changed a line."),
    "channels.ways_set": _("%(who)s set the other ways to reach a line."),
    "channels.hours_set": _("%(who)s set when a line answers."),
    "channels.closure_added": _("%(who)s closed a line for a time."),
    "channels.closure_removed": _("%(who)s removed a closure of a line."),
    "channels.line_added": _("%(who)s added a line."),
    "channels.started": _("A person reached a line and a conversation began."),
    "channels.reopened": _("A person wrote again, and a conversation that had ended opened."),
    "channels.joined": _("%(who)s joined a conversation."),
    "channels.left": _("%(who)s left a conversation."),
    "channels.ended": _("A conversation ended."),
    "channels.phrase_made": _("A person asked for words to come back to their conversation."),
    "channels.resumed": _("A person came back to their conversation by its words."),
    "channels.erased": _("The words of a conversation were erased."),
    "channels.held": _("The words of a conversation are kept while a rescue is under way."),
    "channels.released": _("The words of a conversation need no longer be kept for a rescue."),
    "channels.read": _("%(who)s read a conversation."),
    "channels.account_added": _("%(who)s added a number that people write to."),
    "channels.account_changed": _("%(who)s changed the keys of a number that people write to."),
    "channels.account_tried": _("%(who)s tried the keys of a number that people write to."),
    "channels.account_retired": _("%(who)s removed a number that people write to."),
    "channels.call_joined": _("%(who)s came into a call."),
    "channels.stop_decided": _("%(who)s said whether a person wants no more messages."),
    "channels.other_number": _("%(who)s went on writing to a person from another number."),
    "channels.number_seen": _("%(who)s looked at the number of a person, to call them."),
}
