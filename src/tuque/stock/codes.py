"""The codes of the ledger: stored as codes, shown by their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Unit(models.TextChoices):
    EACH = "each", pgettext_lazy("unit", "one by one")
    PAIR = "pair", pgettext_lazy("unit", "pair")
    KIT = "kit", pgettext_lazy("unit", "kit")
    BAG = "bag", pgettext_lazy("unit", "bag")
    BOX = "box", pgettext_lazy("unit", "box")
    BOTTLE = "bottle", pgettext_lazy("unit", "bottle")
    TICKET = "ticket", pgettext_lazy("unit", "ticket")
    MEAL = "meal", pgettext_lazy("unit", "meal")


class StoreKind(models.TextChoices):
    ROOM = "room", _("A room or a cupboard")
    VAN = "van", _("A van")
    BAG = "bag", _("A patrol bag")


class ActKind(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("stock", "Came in")
    GIVEN = "given", pgettext_lazy("stock", "Given out")
    CORRECTED = "corrected", pgettext_lazy("stock", "Record corrected")
    MOVED = "moved", pgettext_lazy("stock", "Moved")
    COUNTED = "counted", pgettext_lazy("stock", "Counted")
    THROWN_AWAY = "thrown_away", pgettext_lazy("stock", "Thrown away")
    UNDONE = "undone", pgettext_lazy("stock", "Undone")


# What a person did by hand, and may take back; what a record gave follows the record.
BY_HAND = frozenset({ActKind.RECEIVED, ActKind.MOVED, ActKind.COUNTED, ActKind.THROWN_AWAY})


class Source(models.TextChoices):
    DONATION = "donation", _("A donation")
    PURCHASE = "purchase", _("A purchase")
    TRANSFER = "transfer", _("From a partner or another site")


class Reason(models.TextChoices):
    EXPIRED = "expired", _("Past its date")
    DAMAGED = "damaged", _("Damaged or dirty")
    LOST = "lost", _("Lost or stolen")
    OTHER = "other", _("Another reason")
