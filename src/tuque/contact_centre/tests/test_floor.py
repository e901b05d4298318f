"""The supervisor's floor, coming in beside and taking over; and the measures of the wallboard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tuque.audit.models import AuditRecord
from tuque.channels import api as channels
from tuque.channels.providers.tests import factories as providers
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import arriving, cards, floor, floor_words, measures, seeing, talks
from tuque.contact_centre.routing.values import Risk
from tuque.contact_centre.tests.test_talk import someone_writes, takes, url
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.wall import context


@pytest.fixture
def site(cast, db):
    with context.within(cast.downtown.pk):
        talking.line(cast)
        yield cast


def test_the_floor_shows_risk_first_then_the_longest_wait(site, sign_in):
    talk = someone_writes(site)
    takes(site.amina)
    someone_writes(site)
    urgent = someone_writes(site, first_answers={"distress": 5})
    talks.confirm_risk(talk, Risk.IMMINENT, by=site.amina, at=now())

    found = floor.look(site.bea, at=now())
    page = sign_in(site.bea).get(reverse("contact_centre:floor")).content.decode()

    assert [one.risk for one in found.contacts] == [3, 2, 0]
    assert found.contacts[1].id == str(urgent.public_id)
    assert site.amina.name in page
    assert "imminent" in page


def test_a_supervisor_comes_in_writes_and_takes_over_and_the_audit_has_each(site, sign_in):
    talk = someone_writes(site)
    takes(site.amina)
    browser = sign_in(site.bea)

    browser.post(url("beside", talk), {"what": "join"})
    browser.post(url("say", talk), {"id": str(new_id()), "text": "I am Bea, a supervisor. We are both here."})
    both = [channels.is_in(one, talk) for one in (site.amina, site.bea)]
    still = arriving.holds(site.amina, talk)
    browser.post(url("beside", talk), {"what": "take-over"})

    assert both == [True, True]
    assert still
    assert channels.list_messages(talk).get().author == channels.Author.SUPERVISOR
    assert arriving.holds(site.bea, talk)
    assert not channels.is_in(site.amina, talk)
    assert seeing.place_of(site.amina, at=now()).talks == ()
    acts = set(AuditRecord.objects.filter(worker=site.bea).values_list("action", flat=True))
    assert {"channels.read", "contact_centre.joined", "contact_centre.taken_over"} <= acts or {
        "contact_centre.joined",
        "contact_centre.taken_over",
    } <= acts


def test_a_contact_that_waits_can_be_taken_in_hand(site, sign_in):
    talk = someone_writes(site)

    sign_in(site.bea).post(url("beside", talk), {"what": "take-over"})

    assert arriving.holds(site.bea, talk)
    assert seeing.place_of(site.bea, at=now()).paused == "supervising"
    assert seeing.place_of(site.bea, at=now()).offer is None


def test_whoever_is_beside_may_step_out_and_whoever_answers_stays(site, sign_in):
    talk = someone_writes(site)
    takes(site.amina)
    browser = sign_in(site.bea)
    browser.post(url("beside", talk), {"what": "join"})

    browser.post(url("beside", talk), {"what": "leave"})

    assert not channels.is_in(site.bea, talk)
    assert arriving.holds(site.amina, talk)


def test_a_number_that_is_silent_for_too_long_is_told_on_the_floor(site, sign_in):
    made = providers.account(site, at=now() - timedelta(days=2))

    page = sign_in(site.bea).get(reverse("contact_centre:floor")).content.decode()

    assert made.address in page
    assert "longer than chance explains" in page


# The measures


def queued(name, at, language="en", repeats=""):
    return "Queued", at, {"contact": {"id": name, "language": language}, "place": at, "repeats": repeats}


def test_the_measures_of_a_small_hour():
    rows = [
        queued("a", 0.0),
        queued("b", 0.0, "fr"),
        queued("c", 0.0),
        queued("d", 0.0),
        ("Left", 4.0, {"contact": "d", "into": ""}),
        ("Accepted", 15.0, {"contact": "a"}),
        ("Accepted", 50.0, {"contact": "b"}),
        ("Left", 60.0, {"contact": "c", "into": ""}),
        ("Accepted", 70.0, {"contact": "a"}),  # handed over: answered once
        ("Ended", 315.0, {"contact": "a"}),
    ]

    found = measures.measure(rows)

    everyone = found[measures.ALL]
    assert (everyone.came, len(everyone.waits)) == (4, 2)
    assert everyone.service_level == pytest.approx(100 / 3)
    assert everyone.abandonment == pytest.approx(100 / 3)
    assert everyone.speed_of_answer == 32.5
    assert everyone.longest_delay == 60.0
    assert everyone.handle_time == 300.0
    assert found["fr"].service_level == 0
    assert measures.Measures().service_level is None


@given(st.lists(st.floats(0, 10_000), min_size=1), st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_a_percentile_is_a_wait_that_so_many_did_not_pass(waits, share):
    found = measures.Measures(waits=waits).percentile(share)

    assert found in waits
    assert sum(1 for wait in waits if wait <= found) >= share * len(waits) - 1e-9
    assert sum(1 for wait in waits if wait < found) < share * len(waits)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_wallboard_is_read_in_both_languages(site, sign_in, language):
    someone_writes(site)
    takes(site.amina)
    site.bea.language = language
    site.bea.save()

    page = sign_in(site.bea).get(reverse("contact_centre:wall"), headers={"accept-language": language}).content.decode()

    assert ("Service level, %" if language == "en" else "Niveau de service, %") in page


def test_a_hundred_people_are_read_by_centre_whoever_is_busy_first():
    lines = [
        {"name": name, "centre": centre, "is_free": is_free}
        for name, centre, is_free in (
            ("Asked", "Lynx", False),
            ("Talks", "Bison", False),
            ("Zoe", "Lynx", True),
            ("Ann", "Lynx", True),
            ("Alone", "", True),
        )
    ]

    bison, lynx, none = floor_words.by_centre(lines)

    def names(centre, part):
        return [one["name"] for one in centre[part]]

    assert (bison["name"], names(bison, "busy"), names(bison, "free")) == ("Bison", ["Talks"], [])
    assert (lynx["people"], names(lynx, "busy"), names(lynx, "free")) == (3, ["Asked"], ["Ann", "Zoe"])
    assert (none["name"], names(none, "free")) == ("", ["Alone"])


def test_the_floor_says_what_each_may_be_asked_for_and_how_much_room_they_have(site, sign_in):
    cards.keep_card(
        site.amina,
        languages=["en", "fr"],
        skills={talking.line(site).code: 2, "ojibwe": 3},
        centre="lynx",
        written_at_once=3,
        by=site.bea,
        at=now(),
    )
    someone_writes(site)
    takes(site.amina)

    person = floor.look(site.bea, at=now()).people[0]
    page = sign_in(site.bea).get(reverse("contact_centre:floor")).content.decode()

    assert person.room == (("voice", 0, 1), ("chat", 1, 3), ("text", 0, 3), ("email", 0, 3))
    assert "ojibwe 3" in page
    assert "Chat 1/3" in page
    assert "English, French" in page
