"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "directory.imported": _("%(who)s brought records into the directory."),
    "directory.feed_read": _("%(who)s had a feed of the directory compared."),
    "directory.feed_dropped": _("%(who)s set a feed of the directory aside."),
    "directory.source_taken": _("%(who)s took a whole source of the directory, what is confidential too."),
    "directory.record_added": _("%(who)s added a record to the directory."),
    "directory.record_changed": _("%(who)s changed a record of the directory."),
    "directory.record_retired": _("%(who)s took a record out of the directory."),
    "directory.record_brought_back": _("%(who)s brought a record of the directory back."),
    "directory.service_verified": _("%(who)s verified a service of the directory."),
    "directory.history_seen": _("%(who)s looked at the history of a record of the directory."),
    "directory.link_sent": _("%(who)s sent a provider the link to its own record."),
    "directory.link_answered": _("A provider answered about its own record, by its link."),
    "directory.duplicates_looked_for": _("%(who)s had the directory searched for duplicates."),
    "directory.pair_decided": _("%(who)s decided whether two records of the directory are the same."),
    "directory.words_written": _("%(who)s wrote everyday words for the directory."),
    "directory.words_taken_away": _("%(who)s took everyday words of the directory away."),
    "directory.taxonomy_shown": _("%(who)s let anyone see the terms of a taxonomy."),
    "directory.taxonomy_kept_back": _("%(who)s kept the terms of a taxonomy from the public."),
    "directory.terms_matched": _("%(who)s decided what terms of a taxonomy mean."),
    "directory.days_added": _("%(who)s told of days on which a service differs."),
    "directory.days_taken_away": _("%(who)s took away days on which a service would differ."),
    "directory.finder_saved": _("%(who)s changed the draft of a themed finder."),
    "directory.finder_published": _("%(who)s published a themed finder."),
    "directory.finder_withdrawn": _("%(who)s took a themed finder off the public pages."),
    "directory.reminders_set": _("%(who)s set when letters to providers leave by themselves."),
    "directory.letters_unwanted": _("A provider asked not to be written to."),
    "directory.letters_wanted_again": _("%(who)s let a provider be written to again."),
    "directory.proposal_decided": _("%(who)s decided a change proposed to the directory."),
}
