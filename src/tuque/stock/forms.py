"""A request made into clean values: one row for each thing on the page, with what was typed and what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Team
from tuque.core.ids import new_id
from tuque.stock.codes import StoreKind, Unit
from tuque.stock.models import Item, Lot, Store
from tuque.stock.selectors import Place, Shelf
from tuque.stock.services import Came, Counted, Gone

MOST = 100_000


@dataclass
class Row:
    """One thing to write a number beside. `left` is what the ledger has, or None where it does not matter."""

    item: Item
    lot: Lot | None = None
    left: int | None = None
    is_past: bool = False
    typed: str = ""
    expires: str = ""
    number: str = ""
    expected: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.item.public_id}.{self.lot.public_id if self.lot else ''}"

    def read(self, post: Mapping[str, str]) -> "Row":
        self.typed = post.get(f"n.{self.name}", "").strip()[:12]
        self.expires = post.get(f"date.{self.name}", "").strip()[:10]
        self.number = post.get(f"lot.{self.name}", "").strip()[:40]
        self.expected = post.get(f"expected.{self.name}", "").strip()[:12]
        if self.typed and self.quantity is None:
            self.error = gettext("Write a whole number, from 0 to 100,000.")
        return self

    @property
    def quantity(self) -> int | None:
        return _whole(self.typed)

    @property
    def expires_on(self) -> date | None:
        try:
            day = date.fromisoformat(self.expires)
        except ValueError:
            return None
        return day if 2000 <= day.year <= 2100 else None


def _whole(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() else None
    return number if number is not None and number <= MOST else None


def rows_to_receive(items: Sequence[Item]) -> list[Row]:
    return [Row(item) for item in items]


def rows_in(shelves: Sequence[Shelf], store: Store, *, everything: bool = False) -> list[Row]:
    """What is in a store, a row for each lot; with `everything`, also the items of which nothing is there, to be counted."""
    rows: list[Row] = []
    for shelf in shelves:
        places = [place for place in shelf.places if place.store == store]
        rows += [_row(shelf.item, place) for place in places]
        if everything and not places:
            rows.append(Row(shelf.item, left=0, expected="0"))
    return rows


def _row(item: Item, place: Place) -> Row:
    return Row(item, place.lot, place.quantity, place.is_past, expected=str(place.quantity))


def came(rows: Sequence[Row]) -> Iterator[Came]:
    """What came in; marks the rows that lack their date."""
    for row in rows:
        if not row.quantity:
            continue
        if row.item.expires and row.expires_on is None:
            row.error = gettext("Write the date on the package: this expires.")
            continue
        yield Came(row.item, row.quantity, row.expires_on if row.item.expires else None, row.number)


def gone(rows: Sequence[Row]) -> Iterator[Gone]:
    for row in rows:
        if row.quantity:
            yield Gone(row.item, row.lot, row.quantity)


def counted(rows: Sequence[Row]) -> Iterator[Counted]:
    """A row left empty was not counted; zero was."""
    for row in rows:
        if row.quantity is not None:
            yield Counted(row.item, row.lot, row.quantity, _whole(row.expected) or 0)


def key_in(post: Mapping[str, str]) -> UUID:
    """The id that the page was given when it was drawn: sending it twice is harmless."""
    try:
        return UUID(post.get("_key", ""))
    except ValueError:
        return new_id()


def find_store(text: str, stores: Sequence[Store]) -> Store | None:
    return next((one for one in stores if str(one.public_id) == text), None)


class ItemForm(forms.Form):
    name_en = forms.CharField(max_length=120, label=_("Name in English"))
    name_fr = forms.CharField(max_length=120, label=_("Name in French"))
    unit = forms.ChoiceField(choices=Unit.choices, label=_("Counted by"))


class NewItemForm(forms.Form):
    """An item that a form gives keeps the names it has there, unless others are written."""

    code = forms.ChoiceField(required=False, label=_("Which item of your forms is it?"))
    name_en = forms.CharField(max_length=120, required=False, label=_("Name in English"))
    name_fr = forms.CharField(max_length=120, required=False, label=_("Name in French"))
    unit = forms.ChoiceField(choices=Unit.choices, label=_("Counted by"))
    expires = forms.BooleanField(required=False, label=_("It expires: each lot has its date"))

    def __init__(self, data: object, *, offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["code"].choices = [("", _("None: no form gives it yet")), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = dict(self.cleaned_data)
        for name in ("name_en", "name_fr"):
            if not cleaned.get("code") and not cleaned.get(name):
                self.add_error(name, _("Write its name in both languages."))
        return cleaned


class StoreForm(forms.Form):
    name_en = forms.CharField(max_length=120, label=_("Name in English"))
    name_fr = forms.CharField(max_length=120, label=_("Name in French"))
    kind = forms.ChoiceField(choices=StoreKind.choices, label=_("What it is"))
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        label=_("Which team gives from it"),
        empty_label=_("No team in particular"),
    )

    def __init__(
        self, data: object = None, *, teams: object, initial: Mapping[str, object] | None = None, for_team: bool = False
    ) -> None:
        """`for_team`: it must be one of `teams`."""
        super().__init__(data, initial=dict(initial or {}))  # type: ignore[arg-type]
        field = self.fields["team"]
        field.required = for_team
        if for_team:
            field.empty_label = None  # type: ignore[attr-defined]
        field.queryset = teams  # type: ignore[attr-defined]
        field.to_field_name = "public_id"  # type: ignore[attr-defined]
        field.label_from_instance = lambda team: team.name  # type: ignore[attr-defined]
