"""The ledger: what is kept and where, and lines that are added and never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField
from tuque.stock.codes import BY_HAND, ActKind, Reason, Source, StoreKind, Unit


class Item(models.Model):
    """Something that is kept and given. `code` is that of the choice in the forms that give it."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    code = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.EACH)
    expires = models.BooleanField(default=False, help_text="Each lot has its date.")
    in_use = models.BooleanField(default=True)
    since = models.DateTimeField(help_text="Records of before do not touch the ledger.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "code"], name="stock_item_once")]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class Store(models.Model):
    """Where things are: a room, a van. What a team gives comes from its own store unless a worker chose another."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=StoreKind.choices, default=StoreKind.ROOM)
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    in_use = models.BooleanField(default=True)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class LowLevel(models.Model):
    """When `quantity` or fewer of an item are left in a store, someone should be told."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="low_levels")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="low_levels")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "store"], name="low_level_once")]


class ChosenStore(models.Model):
    """From which store a worker gives today, when it is not their team's."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    worker = models.OneToOneField("accounts.Worker", on_delete=models.CASCADE, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")


class Lot(models.Model):
    """What came with one date, and the maker's number where there is one."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number", "expires_on"], name="stock_lot_once")
        ]


class Act(models.Model):
    """One thing done with the stock, with the lines it wrote. Never changed; undoing it is another act.

    Who gave is nobody's business unless they wish it: the name is sealed, and empty by default.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    kind = models.CharField(max_length=12, choices=ActKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices, blank=True)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    donor = SealedText(blank=True)
    note = SealedText(blank=True)
    interaction = models.ForeignKey(
        "interactions.Interaction", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "-at", "-id"], name="stock_act_by_time")]

    @property
    def is_by_hand(self) -> bool:
        """Written on a page of the stock, and taken back there; what a record says follows the record."""
        return self.kind in BY_HAND and self.interaction_id is None


class Entry(models.Model):
    """One line: by how much an item changed in a store. What is left is the sum of all of them."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="entries", db_index=False)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="entries", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    quantity = models.IntegerField(help_text="What came is above zero, what went below; zero: counted, and right.")
    unexplained = models.BooleanField(default=False, help_text="The ledger had fewer than were given: see ledger.py.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gte=-1_000_000, quantity__lte=1_000_000), name="entry_in_bounds"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "item", "store", "lot"], name="stock_entry_by_place"),
            models.Index(fields=["item", "-id"], name="stock_entry_by_item"),
        ]
