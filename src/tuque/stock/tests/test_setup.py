"""Who sets the stock up: a director all of it, a lead what their team gives from."""

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.models import RoleAssignment
from tuque.core.problems import PermissionRefused
from tuque.forms import api as forms
from tuque.stock import services
from tuque.stock.codes import StoreKind, Unit
from tuque.stock.models import Item, LowLevel, Store
from tuque.stock.tests import factories


def test_a_lead_adds_a_store_for_their_team_and_for_no_other(cast, sign_in):
    bea, page = sign_in(cast.bea), reverse("stock:add-store")
    shelf = {"name_en": "Shelf", "name_fr": "Tablette", "kind": "room"}

    made = bea.post(page, shelf | {"team": cast.foot_patrol.public_id})
    refused = [bea.post(page, shelf | {"team": team}).status_code for team in ("", cast.van.public_id)]

    assert made.status_code == 302
    assert refused == [422, 422]
    assert [store.team for store in Store.objects.all()] == [cast.foot_patrol]


def test_a_lead_sets_the_alarms_of_their_store_and_leaves_the_item_as_it_is(cast, sign_in):
    socks, bea = factories.item(cast), sign_in(cast.bea)
    ours = factories.store(cast, "Shelf", team=cast.foot_patrol)
    theirs = factories.store(cast, "Van", kind=StoreKind.VAN, team=cast.van)
    page = reverse("stock:item-setup", args=[socks.public_id])

    shown = bea.get(page).content.decode()
    bea.post(
        page, {f"low.{ours.public_id}": "5", f"low.{theirs.public_id}": "9", "name_en": "Other", "name_fr": "Autre"}
    )

    assert str(theirs.public_id) not in shown
    assert list(LowLevel.objects.values_list("store", "quantity")) == [(ours.pk, 5)]
    assert Item.objects.get().name_en == "Socks"
    assert Item.objects.get().in_use


def test_a_lead_neither_opens_nor_changes_another_teams_store(cast, sign_in):
    theirs = factories.store(cast, "Van", kind=StoreKind.VAN, team=cast.van)
    shared = factories.store(cast)
    bea = sign_in(cast.bea)

    assert {bea.get(reverse("stock:store-setup", args=[one.public_id])).status_code for one in (theirs, shared)} == {
        403
    }
    assert reverse("stock:store-setup", args=[theirs.public_id]) not in bea.get(reverse("stock:setup")).content.decode()
    with pytest.raises(PermissionRefused):
        services.change_store(
            store=theirs, name_en="A", name_fr="B", kind=StoreKind.VAN, team=cast.foot_patrol, in_use=True,
            by=cast.bea, at=NOON,
        )  # fmt: skip


def test_a_lead_without_a_team_is_told_at_the_door_what_to_do(cast, sign_in):
    RoleAssignment.objects.filter(worker=cast.bea).update(team=None)

    page = sign_in(cast.bea).get(reverse("stock:setup"))

    assert page.status_code == 403
    assert "Ask an administrator" in page.content.decode()
    with pytest.raises(forms.LeadsNoTeam):
        services.add_item(name_en="A", name_fr="B", unit=Unit.EACH, expires=False, by=cast.bea, at=NOON)
