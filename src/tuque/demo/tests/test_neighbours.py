"""The other five organizations: each has someone to sign in, and records of its own kind."""

from collections import Counter
from datetime import timedelta

import pytest
from conftest import NOON

from tuque.accounts.models import RoleAssignment, Team, Worker
from tuque.accounts.roles import Role
from tuque.demo import community, neighbours
from tuque.geo.models import Place, Territory
from tuque.interactions.models import Interaction, ItemGiven, Outing, Patrol

pytestmark = pytest.mark.django_db
FIELDS = ("public_id", "occurred_at", "cleared_at", "base_type", "outcome", "lon", "lat", "people_count", "source_key")


@pytest.fixture(autouse=True)
def downtown(db):
    made = community.make(at=NOON)
    neighbours.fill(at=NOON, seed=1)
    return made


def rows() -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {}
    for code, *row in Interaction.objects.order_by("sequence").values_list("organization__code", *FIELDS):
        found.setdefault(code, []).append(tuple(row))
    return found


def test_each_has_what_its_work_leaves_and_nothing_after_now(downtown):
    made = Counter(Interaction.objects.values_list("organization__code", flat=True))
    kinds = {
        code: set(Interaction.objects.filter(organization__code=code).values_list("base_type", flat=True))
        for code in made
    }

    assert made == {one.code: round(one.per_day * neighbours.DAYS) for one in neighbours.NEIGHBOURS}
    assert not Interaction.objects.filter(organization__code="clinic", origin="found").exists()
    assert "medical" in kinds["clinic"] - kinds["shelter"]
    assert kinds["city"] == set(neighbours.CITY_TYPES)
    assert not Interaction.objects.filter(organization__code="line", lon__isnull=False).exists()
    assert set(Interaction.objects.filter(organization__code="city").values_list("source", flat=True)) != {""}
    assert set(Outing.objects.values_list("organization__code", flat=True)) == {"francophone"}
    assert not Interaction.objects.filter(cleared_at__gt=NOON).exists()
    assert not Interaction.objects.filter(occurred_at__lt=NOON - timedelta(days=neighbours.DAYS)).exists()


def test_the_same_seed_makes_the_same_rows_once_and_a_later_start_goes_on(downtown):
    first = rows()
    neighbours.fill(at=NOON, seed=1)
    assert rows() == first

    for model in (ItemGiven, Patrol, Outing, Interaction):
        model.objects.all().delete()
    neighbours.fill(at=NOON, seed=1)
    again = rows()
    assert again == first

    neighbours.fill(at=NOON + timedelta(days=3), seed=1)
    later = rows()
    assert {code: later[code][: len(made)] for code, made in again.items()} == again
    assert all(0 < len(later[code]) - len(made) <= 27 for code, made in again.items())


def test_a_demonstration_of_before_they_had_teams_goes_on_as_it_was(downtown):
    for model in (ItemGiven, Patrol, Outing, Interaction, Territory, Place):
        model.objects.exclude(organization=downtown).delete()
    RoleAssignment.objects.exclude(organization=downtown).delete()
    Team.objects.exclude(organization=downtown).delete()

    neighbours.fill(at=NOON, seed=1)

    assert not Interaction.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_whoever_signs_in_there_finds_their_own_records_and_none_of_others(downtown, sign_in, language):
    said = community.welcome(address="http://127.0.0.1:8000")
    directors = list(Worker.objects.filter(role_assignments__role=Role.DIRECTOR).exclude(organization=downtown))

    assert sorted(one.email for one in directors) == sorted(community.directors())
    assert {one.organization.code for one in directors} == {one.code for one in neighbours.NEIGHBOURS}
    for director in directors:
        director.language = language
        director.save()
        assert director.email in said
        assert director.has_usable_password()
        page = sign_in(director).get("/records").context["page"]
        assert {row.organization_id for row in page.rows} == {director.organization_id}
