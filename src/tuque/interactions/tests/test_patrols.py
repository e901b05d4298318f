"""A patrol begun and ended on a phone, and what it amounts to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st

from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role
from tuque.audit.models import AuditRecord
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.problems import NotFound
from tuque.geo.tests import factories as geo
from tuque.interactions.facts import Spot
from tuque.interactions.models import Outing, Patrol
from tuque.interactions.patrols import services
from tuque.interactions.patrols.forms import MINUTES, PatrolForm
from tuque.interactions.patrols.presence import Position, Span, pieces_of
from tuque.interactions.patrols.problems import PatrolImpossible, faults_of
from tuque.interactions.tests import factories

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Winnipeg")
THREE = timedelta(hours=3)


def begin(cast, *, at=NOON, team=None, by=None, key=None) -> Outing:
    return services.begin_patrol(team=team or cast.foot_patrol, by=by or cast.noor, key=key or new_id(), at=at)


def end(cast, outing, *, at=NOON + THREE, areas=(), by=None, starts_at=None) -> Outing:
    span = Span(starts_at or outing.starts_at, at, areas=tuple(areas))
    return services.write_patrol(public_id=outing.public_id, by=by or cast.noor, span=span, at=at)


def hours(**also: object) -> float:
    return sum(Patrol.objects.filter(**also).values_list("seconds", flat=True)) / 3600


@given(
    st.integers(0, 365 * 24 * 3600).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)),
    st.integers(1, 24 * 3600),
    st.integers(0, 5),
    st.sampled_from(["America/St_Johns", "America/Winnipeg", "Europe/Paris"]),
)
def test_every_second_of_a_patrol_counts_once_and_within_its_hour(starts_at, seconds, areas, zone):
    here = ZoneInfo(zone)
    span = Span(starts_at, starts_at + timedelta(seconds=seconds), areas=tuple(range(areas)))

    pieces = list(pieces_of(span, zone=here))

    assert sum(piece.seconds for piece in pieces) == seconds
    for piece in pieces:
        local = piece.starts_at.astimezone(here)
        assert local.minute * 60 + local.second + piece.seconds <= 3600 * max(1, areas)
    by_area = [sum(piece.seconds for piece in pieces if piece.area == area) for area in range(areas)]
    assert not by_area or max(by_area) - min(by_area) <= 25  # a second for each hour that does not divide


@given(st.lists(st.integers(0, 7200), max_size=8), st.integers(1, 7200))
def test_positions_share_the_time_of_a_patrol_without_a_gap(seconds, length):
    positions = tuple(Position(NOON + timedelta(seconds=min(one, length)), cell) for cell, one in enumerate(seconds, 1))
    span = Span(NOON, NOON + timedelta(seconds=length), positions=positions)

    pieces = list(pieces_of(span, zone=ZONE))

    assert sum(piece.seconds for piece in pieces) == length
    assert all(piece.cell for piece in pieces) or not positions


def test_a_position_holds_until_halfway_to_the_next():
    positions = (Position(NOON + timedelta(minutes=10), 1), Position(NOON + timedelta(minutes=40), 2))

    pieces = list(pieces_of(Span(NOON, NOON + timedelta(hours=1), positions=positions), zone=ZONE))

    assert [(piece.cell, piece.seconds) for piece in pieces] == [(1, 25 * 60), (2, 35 * 60)]


def test_one_tap_begins_a_patrol_and_two_end_it_where_the_team_logged(cast, sign_in):
    factories.install_forms(cast)
    geo.layer()
    phone = sign_in(cast.noor)
    home = phone.get("/log").content.decode()
    assert "Begin a patrol" in home

    phone.post("/patrols/begin", {"_key": new_id()})
    outing = Outing.objects.get()
    Outing.objects.update(starts_at=now() - timedelta(hours=1))
    factories.interaction(cast.noor, at=now(), occurred_at=now(), spot=Spot(lon=-97.13, lat=49.91))
    home = phone.get("/log").content.decode()
    page = phone.get(f"/patrols/{outing.public_id}")

    assert "On patrol since" in home
    assert "Begin a patrol" not in home
    assert [area.code for area in page.context["near"]] == ["NE"]
    chosen = [str(area.public_id) for area in page.context["areas"] if area.pk in page.context["chosen"]]
    times = {name: page.context[name] for name in ("starts_at", "ends_at")}
    answer = phone.post(f"/patrols/{outing.public_id}", {**times, "areas": chosen}, follow=True)
    assert "The patrol is saved: 1 h 00." in answer.content.decode()
    assert hours(area__code="NE") == pytest.approx(1, abs=0.02)
    outing.refresh_from_db()
    assert (outing.begun_by, outing.ended_by) == (cast.noor, cast.noor)


def test_whoever_is_of_two_teams_says_which_one_goes_out(cast, sign_in):
    factories.install_forms(cast)
    give_role(cast.noor, Role.FIELD_WORKER, at=NOON, team=cast.van)
    phone = sign_in(cast.noor)
    choice = f'<option value="{cast.van.public_id}"'

    for address in ("/log", "/patrols/past", "/patrols"):
        assert choice in phone.get(address).content.decode(), address
    phone.post("/patrols/begin", {"_key": new_id(), "team": cast.van.public_id})
    assert Outing.objects.get().team == cast.van


def test_the_button_twice_or_a_colleagues_makes_one_patrol(cast):
    key = new_id()
    give_role(cast.carl, Role.FIELD_WORKER, at=NOON, team=cast.foot_patrol)

    first, again = begin(cast, key=key), begin(cast, key=key)
    colleague = begin(cast, by=cast.carl, at=NOON + timedelta(minutes=1))

    assert first == again == colleague
    assert AuditRecord.objects.filter(action="interactions.patrol_begun").count() == 1
    end(cast, first, by=cast.carl)
    assert begin(cast, at=NOON + THREE) != first


def test_an_end_that_cannot_be_is_said_and_nothing_is_written(cast):
    outing = begin(cast)
    for at, starts_at, wrong in (
        (NOON, NOON, "ends_at"),
        (NOON + timedelta(hours=30), NOON, "ends_at"),
        (NOON + THREE, NOON - timedelta(days=4000), "starts_at"),
    ):
        with pytest.raises(PatrolImpossible) as refused:
            end(cast, outing, at=at, starts_at=starts_at)
        assert wrong in refused.value.errors
        assert refused.value.message()
    assert not Patrol.objects.exists()
    assert faults_of(Span(NOON, NOON + THREE), at=NOON).keys() == {"ends_at"}


def test_a_patrol_is_put_right_without_counting_twice_and_taken_back_without_a_trace_in_the_hours(cast):
    layer = geo.layer()
    north, south = layer.areas.get(code="NE"), layer.areas.get(code="SE")
    outing = end(cast, begin(cast), areas=[north.pk])

    end(cast, outing, at=NOON + timedelta(hours=1), areas=[north.pk, south.pk])

    assert (hours(), hours(area=north), hours(area=south)) == (1, 0.5, 0.5)
    services.discard_patrol(public_id=outing.public_id, by=cast.noor, at=NOON + THREE)
    assert not Patrol.objects.exists()
    actions = list(
        AuditRecord.objects.filter(action__startswith="interactions.patrol").values_list("action", flat=True)
    )
    assert sorted(actions) == [
        "interactions.patrol_begun",
        "interactions.patrol_corrected",
        "interactions.patrol_discarded",
        "interactions.patrol_ended",
    ]


def test_a_patrol_of_others_looks_like_none(cast, sign_in):
    outing = begin(cast)
    address = f"/patrols/{outing.public_id}"

    for stranger in (cast.odile, cast.workers[Role.CASE_WORKER], cast.luc):
        assert sign_in(stranger).get(address).status_code in {403, 404}
    with pytest.raises(NotFound):
        begin(cast, team=cast.van)
    with pytest.raises(NotFound):
        services.discard_patrol(public_id=outing.public_id, by=cast.odile, at=NOON)
    assert sign_in(cast.dana).get(address).status_code == 200


@pytest.mark.parametrize(("begun", "pressed", "lasts"), [(20, 70, 40), (20, 50, 30), (59, 61, 1), (0, 90, 60)])
def test_a_patrol_ends_in_the_minute_in_which_it_began(cast, begun, pressed, lasts):
    """The page shows whole minutes: drawn in that minute, its end would stand before the beginning."""
    starts_at, at = NOON + timedelta(seconds=begun), NOON + timedelta(seconds=pressed)
    shown = NOON.astimezone(cast.downtown.zone).strftime(MINUTES)
    posted = {"starts_at": shown, "ends_at": shown}

    form = PatrolForm(posted, viewer=cast.noor, at=at, teams=[cast.foot_patrol], offered=[], exact=(starts_at, at))

    assert form.is_valid(), form.errors
    assert (form.span.ends_at - form.span.starts_at).total_seconds() == lasts
    assert not PatrolForm(posted, viewer=cast.noor, at=at, teams=[], offered=[]).is_valid(), "typed so, it is a mistake"


@pytest.mark.parametrize(
    ("language", "begins", "over", "refused"),
    [
        ("en", "Begin a patrol", "A patrol that is over", "The end is not after the beginning"),
        ("fr", "Commencer une patrouille", "Une patrouille terminée", "La fin ne suit pas le début"),
    ],
)
def test_a_past_patrol_is_written_down_in_both_languages(cast, sign_in, language, begins, over, refused):
    factories.install_forms(cast)
    cast.noor.language = language
    cast.noor.save()
    phone = sign_in(cast.noor)
    times = {"starts_at": "2026-01-10T18:00", "ends_at": "2026-01-10T21:30"}

    assert begins in phone.get("/log").content.decode()
    assert over in phone.get("/patrols/past").content.decode()
    wrong = phone.post("/patrols/past", {**times, "ends_at": "2026-01-10T17:00", "_key": new_id()})
    key = new_id()
    for _time in range(2):
        assert phone.post("/patrols/past", {**times, "_key": key}).status_code == 302

    assert (wrong.status_code, refused in wrong.content.decode()) == (422, True)
    assert "2026-01-10T18:00" in wrong.content.decode()
    outing = Outing.objects.get()
    assert isinstance(outing.public_id, UUID)
    assert hours(cell=None, area=None) == 3.5
    assert outing.starts_at == datetime(2026, 1, 11, 0, 0, tzinfo=UTC)
