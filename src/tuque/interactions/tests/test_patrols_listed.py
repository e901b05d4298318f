"""The list of patrols: what is behind the hours of presence, for those who read the log."""

from datetime import datetime, timedelta

import pytest
from conftest import NOON

from tuque.accounts.roles import Role
from tuque.core.ids import new_id
from tuque.geo.tests import factories as geo
from tuque.interactions.models import Outing
from tuque.interactions.patrols import listing, services
from tuque.interactions.patrols.presence import Span

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def record(by, *, team, starts_at: datetime, hours: float = 3, areas=(), source="") -> Outing:
    span = Span(starts_at, starts_at + hours * HOUR, areas=tuple(areas))
    return services.record_patrol(
        team=team, by=by, span=span, key=new_id(), at=NOON + timedelta(days=400), source=source
    )


def listed(viewer, after=None, **query: str) -> listing.Page:
    return listing.list_patrols(listing.read_filters(query), viewer=viewer, after=after)


def outings(page: listing.Page) -> list[Outing]:
    return [line.outing for line in page.lines]


def test_a_team_reads_its_patrols_and_the_director_all_of_them_the_newest_first(cast):
    older = record(cast.noor, team=cast.foot_patrol, starts_at=NOON)
    newer = record(cast.noor, team=cast.foot_patrol, starts_at=NOON + 24 * HOUR, hours=1.5)
    of_van = record(cast.dana, team=cast.van, starts_at=NOON + 12 * HOUR, hours=1)
    record(cast.odile, team=cast.odile.teams[0], starts_at=NOON)

    own, whole = listed(cast.noor), listed(cast.dana)

    assert outings(own) == outings(listed(cast.bea)) == [newer, older]
    assert (own.count, own.seconds) == (2, 4.5 * 3600)
    assert outings(whole) == outings(listed(cast.luc)) == outings(listed(cast.workers[Role.ANALYST]))
    assert outings(whole) == [newer, of_van, older]
    assert outings(listed(cast.dana, team=str(cast.van.public_id))) == [of_van]
    for nobodys in (cast.odile.teams[0].public_id, new_id()):
        assert not listed(cast.dana, team=str(nobodys)).lines
    assert [line.may_change for line in own.lines] == [True, True]
    assert not any(line.may_change for line in listed(cast.luc).lines)


def test_a_period_has_what_lies_within_it_and_the_hours_that_boards_add_up(cast):
    zone = cast.downtown.zone
    midnight = datetime(2026, 1, 15, tzinfo=zone)
    over_night = record(cast.noor, team=cast.foot_patrol, starts_at=midnight - HOUR, hours=3)
    record(cast.noor, team=cast.foot_patrol, starts_at=midnight - 5 * HOUR, hours=5 - 1)
    running = services.begin_patrol(team=cast.foot_patrol, by=cast.noor, key=new_id(), at=midnight + 20 * HOUR)

    page = listed(cast.noor, **{"from": "2026-01-15", "to": "2026-01-15"})

    assert outings(page) == [running, over_night]
    assert (page.count, page.seconds) == (2, 2 * 3600)
    assert [line.seconds for line in page.lines] == [None, 3 * 3600]
    assert outings(listed(cast.noor, **{"from": "2026-01-16"})) == [running]


def test_pages_follow_one_another_without_a_gap_nor_a_double(cast, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(listing, "PAGE_SIZE", 3)
    made = [record(cast.noor, team=cast.foot_patrol, starts_at=NOON + (hour // 2) * 24 * HOUR) for hour in range(8)]

    found, after = [], None
    while after != "":
        with django_assert_max_num_queries(14):
            page = listed(cast.noor, after=after)
        found += outings(page)
        after = page.after

    assert len(found) == 8
    assert set(found) == set(made)
    assert [one.starts_at for one in found] == sorted((one.starts_at for one in made), reverse=True)


def test_a_line_says_where_who_and_what_was_put_right(cast):
    layer = geo.layer()
    north, south = layer.areas.get(code="NE"), layer.areas.get(code="SE")
    outing = record(cast.noor, team=cast.foot_patrol, starts_at=NOON, areas=[north.pk, south.pk])
    span = Span(NOON, NOON + HOUR, areas=(north.pk,))
    services.write_patrol(public_id=outing.public_id, by=cast.bea, span=span, at=NOON + 30 * HOUR)
    elsewhere = record(cast.dana, team=cast.foot_patrol, starts_at=NOON + 48 * HOUR, source="api")

    foreign, line = listed(cast.noor).lines

    assert (foreign.outing, foreign.may_change, foreign.areas) == (elsewhere, False, [])
    assert list(line.areas) == [north.name]
    assert (line.outing.begun_by, line.outing.ended_by, line.seconds) == (cast.noor, cast.noor, 3600)
    assert list(line.corrections) == [listing.Correction(NOON + 30 * HOUR, "Bea Example", NOON, NOON + 3 * HOUR)]


@pytest.mark.parametrize(
    ("language", "title", "total", "corrected", "older", "empty"),
    [
        (
            "en",
            "Patrols",
            "3 patrols, 7 h of presence",
            "Put right by Noor Example",
            "Show older",
            "No patrol in",
        ),
        (
            "fr",
            "Patrouilles",
            "3 patrouilles, 7 h de présence",
            "Corrigée par Noor Example",
            "Afficher des patrouilles plus anciennes",
            "Aucune patrouille dans cette période",
        ),
    ],
)
def test_the_page_in_both_languages(cast, sign_in, monkeypatch, language, title, total, corrected, older, empty):
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    cast.noor.language = language
    cast.noor.save()
    outing = record(cast.noor, team=cast.foot_patrol, starts_at=NOON + 48 * HOUR)
    for day in (0, 1):
        record(cast.noor, team=cast.foot_patrol, starts_at=NOON + 24 * day * HOUR)
    phone = sign_in(cast.noor)
    times = {"starts_at": "2026-01-10T18:00", "ends_at": "2026-01-10T19:00"}
    moved = phone.post(f"/patrols/{outing.public_id}", times)
    assert moved["Location"] == f"/patrols?team={cast.foot_patrol.public_id}"

    first = phone.get(moved["Location"])
    second = phone.get("/patrols", {"after": first.context["page"].after}, headers={"HX-Request": "true"})

    page = first.content.decode()
    for words in (f"<h1>{title}</h1>", total, older):
        assert words in page, words
    assert corrected in page + second.content.decode()
    assert "<h1>" not in second.content.decode()
    assert empty in phone.get("/patrols", {"to": "2020-01-01"}).content.decode()
    assert "/patrols" in phone.get("/records").content.decode()
