from datetime import timedelta
from itertools import islice

import numpy as np
import pytest
from conftest import NOON
from django.db.models import Count, Sum

from tuque.accounts.models import Organization, Team, Worker
from tuque.core import streams
from tuque.demo import community, life, loading
from tuque.interactions import bulk
from tuque.interactions.models import Interaction, ItemGiven, Outing, Patrol


@pytest.fixture
def downtown(db):
    return community.make(at=NOON)


def load(organization, *, seed=1, count=400):
    loading.load(organization, count=count, start=NOON - timedelta(days=30), end=NOON, seed=seed)


def rows():
    names = (
        "public_id",
        "occurred_at",
        "base_type",
        "origin",
        "outcome",
        "lon",
        "lat",
        "people_count",
        "duration_seconds",
    )
    return list(Interaction.objects.order_by("sequence").values_list(*names))


def test_there_are_six_organizations_five_teams_and_seventy_workers(downtown):
    assert Organization.objects.count() == 6
    assert Team.objects.filter(organization=downtown).count() == 5
    assert Worker.objects.exclude(email="odile@demo.example").count() == 70


def test_the_same_seed_makes_the_same_rows(downtown):
    load(downtown)
    first = rows()
    for model in (ItemGiven, Outing, Interaction):
        model.objects.all().delete()

    load(downtown)

    assert rows() == first
    assert len(first) == 400


def test_another_seed_makes_other_rows(downtown):
    load(downtown, seed=1, count=50)
    load(downtown, seed=2, count=50)

    assert len(set(rows())) == 100


def test_numbers_follow_one_another_and_nothing_comes_after_now(downtown):
    load(downtown)

    assert list(Interaction.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 401))
    assert streams.last_sequence(f"interactions:{downtown.pk}") == 400
    assert not Interaction.objects.filter(cleared_at__gt=NOON).exists()
    assert not Interaction.objects.filter(occurred_at__lt=NOON - timedelta(days=30)).exists()


def test_however_many_are_asked_for_a_few_are_in_memory(downtown, monkeypatch):
    sizes = []
    insert = bulk.insert

    def counting(model, rows, **more):
        several = list(rows)
        sizes.extend([len(several)] if model is Interaction else [])
        return insert(model, several, **more)

    monkeypatch.setattr(loading, "CHUNK", 30)
    monkeypatch.setattr(loading.bulk, "insert", counting)

    load(downtown, count=100)

    assert sizes == [25, 25, 25, 25]
    assert Interaction.objects.count() == 100


def test_the_town_has_hot_spots_patrols_items_and_areas(downtown):
    load(downtown)
    street = Interaction.objects.exclude(origin="desk")
    busiest = street.values("cell").annotate(count=Count("pk")).order_by("-count").first()

    assert busiest["count"] >= 5
    assert street.filter(area=None).count() < 0.03 * street.count()
    assert Patrol.objects.aggregate(hours=Sum("seconds"))["hours"] > 100 * 3600
    assert not Patrol.objects.filter(outing=None).exists()
    assert ItemGiven.objects.exists()


def test_life_goes_on_with_one_more_record(downtown):
    life.log_one(seed=5)

    assert Interaction.objects.filter(organization=downtown).count() == 1


def test_the_welcome_names_everyone_who_can_sign_in():
    said = community.welcome(address="http://127.0.0.1:8000")

    assert community.PASSWORD in said
    assert all(person.email in said for person in community.CAST)


def test_the_desk_works_in_office_hours(downtown):
    load(downtown, count=2000)

    at_desk = [
        row.astimezone(downtown.zone)
        for row in Interaction.objects.filter(base_type="desk").values_list("occurred_at", flat=True)
    ]
    assert len(at_desk) > 40
    assert all(moment.weekday() < 5 and 8 <= moment.hour < 17 for moment in at_desk)


def test_it_is_lively_at_first_and_as_calm_as_a_day_later():
    chance = np.random.default_rng(1)
    pauses = list(islice(life.pauses(chance), 100))

    assert sum(pauses[: life.FIRST_FEW]) < 240
    assert 3 < 3600 / np.mean(pauses[life.FIRST_FEW :]) < 5  # in an hour
