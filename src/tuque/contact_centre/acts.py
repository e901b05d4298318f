"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "contact_centre.rules_drafted": _("%(who)s changed the draft of the line’s rules."),
    "contact_centre.rules_published": _("%(who)s published the line’s rules."),
    "contact_centre.rules_published_with_gaps": _(
        "%(who)s published the line’s rules, knowing of hours in which nobody can answer."
    ),
    "contact_centre.card_kept": _("%(who)s changed what a responder may be asked for."),
    "contact_centre.shift_planned": _("%(who)s planned a shift of the line."),
    "contact_centre.shift_removed": _("%(who)s removed a shift of the line."),
    "contact_centre.week_copied": _("%(who)s copied a week of shifts to the next."),
    "contact_centre.history_kept": _("%(who)s gave the line’s contacts of before, from a file."),
    "contact_centre.mode_on": _("%(who)s switched on a mode for when more call than can be answered, after trying it."),
    "contact_centre.mode_off": _("%(who)s switched off a mode for when more call than can be answered."),
    "contact_centre.gap_noted": _("%(who)s took note of the alarm between languages."),
    "contact_centre.offer_read": _("%(who)s read why a contact was offered to someone."),
    "contact_centre.shift_begun": _("%(who)s began to answer the line."),
    "contact_centre.word_left": _("%(who)s left a word for the next shift."),
    "contact_centre.shift_ended": _("%(who)s stopped answering the line."),
    "contact_centre.risk_confirmed": _("%(who)s said how high the risk of a contact is."),
    "contact_centre.handed_over": _("%(who)s asked for someone else to take a conversation over."),
    "contact_centre.plan_written": _("%(who)s wrote a safety plan with a person."),
    "contact_centre.colleague_asked": _("%(who)s asked a colleague to look at a conversation with them."),
    "contact_centre.earlier_seen": _("%(who)s looked at which conversations came before from the same address."),
    "contact_centre.joined": _("%(who)s came into a conversation beside whoever answers."),
    "contact_centre.taken_over": _("%(who)s took a conversation over."),
    "contact_centre.taken_in_hand": _("%(who)s took a line in hand: they say who is asked."),
    "contact_centre.given_back": _("%(who)s gave a line back to the router."),
    "contact_centre.asked_by_hand": _("%(who)s offered a contact to someone by hand."),
    "contact_centre.practised": _("%(who)s practised with a scripted person."),
    "contact_centre.tools_owned": _("%(who)s took a list of the toolbox over, to change it."),
    "contact_centre.tool_changed": _("%(who)s changed a piece of the toolbox."),
    "contact_centre.rules_undone": _("%(who)s went back to the line’s former rules."),
    "contact_centre.rescue_begun": _("%(who)s began a rescue, and supervisors were asked for."),
    "contact_centre.rescue_step": _("%(who)s wrote a step of a rescue."),
    "contact_centre.rescue_paged_again": _("No supervisor had answered: they were asked for again."),
    "contact_centre.rescue_seen": _("%(who)s looked at a rescue."),
    "contact_centre.rescues_listed": _("%(who)s looked at the list of closed rescues."),
    "contact_centre.emergency_service_added": _("%(who)s added an emergency service that may be called."),
    "contact_centre.emergency_service_retired": _("%(who)s took an emergency service off the list."),
    "contact_centre.follow_up_agreed": _("%(who)s kept a follow-up that a person agreed to."),
    "contact_centre.follow_up_tried": _("%(who)s kept an attempt to follow up."),
    "contact_centre.follow_up_withdrawn": _(
        "%(who)s closed a follow-up that the person no longer wants, and erased it."
    ),
    "contact_centre.follow_up_opened": _("%(who)s opened a follow-up."),
    "contact_centre.follow_ups_listed": _("%(who)s looked at the list of follow-ups."),
    "contact_centre.distress_noted": _("%(who)s wrote how hard it is for a person."),
    "contact_centre.survey_offered": _("The questions after a contact were offered."),
    "contact_centre.survey_answered": _("The questions after a contact were answered."),
    "contact_centre.surveys_read": _("%(who)s read what people answered after a contact."),
    "contact_centre.year_taken": _("%(who)s took the figures of a year as a file."),
    "contact_centre.abuse_step": _("%(who)s took a step against abuse of those who answer."),
    "contact_centre.abuse_lifted": _("A risk lifted the slower lane of a person."),
    "contact_centre.abuse_read": _("%(who)s looked at what is on file about abuse in a contact."),
    "contact_centre.suggestions_chosen": _("%(who)s chose which questions of the record may be suggested."),
    "contact_centre.training_asked": _("%(who)s asked for a training of the suggestions."),
    "contact_centre.words_learned_from": _(
        "The words of recorded contacts were read by the training of the suggestions; nobody saw them."
    ),
    "contact_centre.suggestions_learned": _("The suggestions were trained."),
    "contact_centre.suggestions_on": _("%(who)s switched suggestions on."),
    "contact_centre.machine_on": _("%(who)s allowed a language model to be asked for drafts."),
    "contact_centre.machine_off": _("%(who)s allowed no language model to be asked any more."),
    "contact_centre.machine_asked": _(
        "%(who)s asked a language model for a draft; common words of a conversation went out."
    ),
    "contact_centre.suggestions_off": _("%(who)s switched suggestions off."),
}
