"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "stock.received": _("%(who)s wrote what came into the stock."),
    "stock.came_by_record": _("What a record says came in was added to the stock."),
    "stock.given": _("What a record gave was taken off the stock."),
    "stock.corrected": _("The stock followed a record that was corrected or made void."),
    "stock.moved": _("%(who)s moved things from one store to another."),
    "stock.counted": _("%(who)s counted a store."),
    "stock.thrown_away": _("%(who)s threw things away."),
    "stock.undone": _("%(who)s took back what was written in the stock."),
    "stock.store_chosen": _("%(who)s chose from which store they give."),
    "stock.item_added": _("%(who)s began to follow an item in the stock."),
    "stock.item_changed": _("%(who)s changed an item of the stock."),
    "stock.store_added": _("%(who)s added a store."),
    "stock.store_changed": _("%(who)s changed a store."),
    "stock.history_seen": _("%(who)s looked at the history of an item of the stock."),
    "stock.act_seen": _("%(who)s looked at what was done with the stock."),
}
