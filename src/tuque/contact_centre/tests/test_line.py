"""The pages of the line now and of its offers."""

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.audit.models import AuditRecord
from tuque.contact_centre import live
from tuque.contact_centre.desk import desk, read_facts
from tuque.contact_centre.models import RoutingFact
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.facts import GapRung, ModeSwitched, to_data
from tuque.contact_centre.routing.values import Mode
from tuque.contact_centre.selectors import modes as selectors
from tuque.contact_centre.selectors import offers
from tuque.contact_centre.tests import factories
from tuque.core import streams
from tuque.core.wall import context

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_days(monkeypatch):
    monkeypatch.setattr(selectors, "DAYS", 2)
    monkeypatch.setattr(selectors, "HOURS", 2)
    selectors._drawn.cache_clear()


def switched(cast):
    with context.within(cast.downtown.pk):
        return [(fact.mode, fact.on) for fact in read_facts(cast.downtown) if isinstance(fact, ModeSwitched)]


def test_a_mode_is_tried_then_switched_by_a_person_and_the_audit_keeps_what_was_found(cast, sign_in):
    browser = sign_in(cast.bea)

    tried = browser.get(reverse("contact_centre:line"), {"mode": "partner_lines", "surge": "4.5"}).content.decode()
    before = switched(cast)
    browser.post(reverse("contact_centre:switch-mode"), {"mode": "partner_lines", "surge": "4.5", "on": "yes"})

    assert "Partner lines, with 4.5 times the calls" in tried
    assert before == []
    assert switched(cast) == [(Mode.PARTNER_LINES, True)]
    kept = AuditRecord.objects.get(action="contact_centre.mode_on").details
    assert kept["surge"] == 4.5
    assert kept["gave_up_percent"][1] < kept["gave_up_percent"][0]


def test_a_mode_switched_twice_is_one_fact_and_one_record(cast, sign_in):
    browser = sign_in(cast.bea)
    for _turn in range(2):
        browser.post(reverse("contact_centre:switch-mode"), {"mode": "short_announcement", "on": "yes"})
    browser.post(reverse("contact_centre:switch-mode"), {"mode": "short_announcement", "on": "no"})

    assert switched(cast) == [(Mode.SHORT_ANNOUNCEMENT, True), (Mode.SHORT_ANNOUNCEMENT, False)]
    assert AuditRecord.objects.filter(action="contact_centre.mode_on").count() == 1


def test_a_mode_that_does_not_exist_changes_nothing(cast, sign_in):
    answer = sign_in(cast.bea).post(reverse("contact_centre:switch-mode"), {"mode": "magic", "on": "yes"})

    assert answer.status_code == 422
    assert not RoutingFact.objects.exists()


@pytest.mark.parametrize("mode", [Mode.CALL_BACK, Mode.PARTNER_LINES])
def test_fewer_give_up_with_call_back_or_partners(cast, mode, monkeypatch):
    """An hour of surge and the calm after it: without the calm, nobody who is to be called is reached."""
    monkeypatch.setattr(selectors, "HOURS", 6)
    with context.within(cast.downtown.pk):
        tried = selectors.try_mode(cast.downtown, mode, surge=9.0, at=NOON)

    without, with_it = tried.gave_up
    assert with_it < without


def test_who_was_never_called_back_is_counted_as_nobody_answered(cast):
    """A surge without an end: the trial must not lose those who still wait to be called when it stops."""
    with context.within(cast.downtown.pk):
        tried = selectors.try_mode(cast.downtown, Mode.CALL_BACK, surge=9.0, at=NOON)

    found = tried.with_it.of("all")
    assert found.uncalled.mean > 1
    assert found.answered.mean + found.abandoned.mean + found.uncalled.mean == pytest.approx(100, abs=0.5)


def test_a_short_announcement_answers_more_in_time_and_is_not_said_to_do_more(cast):
    """Nobody who hears 25 s of announcement is answered within 20 s; the people are as many as before."""
    with context.within(cast.downtown.pk):
        tried = selectors.try_mode(cast.downtown, Mode.SHORT_ANNOUNCEMENT, surge=2.0, at=NOON)

    without, with_it = tried.without.of("all"), tried.with_it.of("all")
    assert without.within_20.mean == 0
    assert with_it.within_20.mean > 10
    assert with_it.abandoned.mean == pytest.approx(without.abandoned.mean, abs=5)


def ring(cast):
    """An alarm in the log, as the router writes it."""
    number = factories.an_offer(cast.downtown)
    fact = GapRung(NOON.timestamp(), "en", "fr", 96.0, 71.0)
    streams.allocate(f"routing:{cast.downtown.public_id}")
    RoutingFact.objects.create(
        organization=cast.downtown, sequence=number + 1, kind="GapRung", at=NOON, data=to_data(fact)
    )


@pytest.mark.parametrize(
    ("language", "said", "noted"),
    [
        ("en", "French is answered in time less often than English", "Someone has taken note"),
        ("fr", "71 % contre 96 %", "en a pris note"),
    ],
)
def test_the_alarm_is_shown_and_rings_until_someone_takes_note(cast, sign_in, language, said, noted):
    ring(cast)
    type(cast.bea).objects.filter(pk=cast.bea.pk).update(language=language)
    browser = sign_in(cast.bea)

    ringing = browser.get(reverse("contact_centre:line")).content.decode()
    # The hour of the alarm is long over for the clock: the note is taken before the line looks again.
    browser.post(reverse("contact_centre:note-gap"))

    assert said in ringing.replace("\xa0", " ")
    assert "data-rings" in ringing
    assert AuditRecord.objects.filter(action="contact_centre.gap_noted").count() == 1
    assert RoutingFact.objects.filter(kind="GapNoted").count() == 1


def test_the_stream_of_the_line_is_its_own_organizations(cast):
    ref = str(cast.downtown.public_id)

    assert live.find_stream(cast.bea, ref) == f"routing:{ref}"
    assert live.find_stream(cast.odile, ref) is None
    assert live.find_stream(cast.noor, ref) is None


@pytest.mark.parametrize(("language", "said"), [("en", "was the first to be asked"), ("fr", "Pourquoi cette personne")])
def test_an_offer_is_explained_and_the_look_is_recorded(cast, sign_in, language, said):
    number = factories.an_offer(cast.downtown)
    type(cast.bea).objects.filter(pk=cast.bea.pk).update(language=language)
    browser = sign_in(cast.bea)

    listed = browser.get(reverse("contact_centre:offers")).content.decode()
    page = browser.get(reverse("contact_centre:offer", args=[number])).content.decode()

    assert reverse("contact_centre:offer", args=[number]) in listed
    assert said in page
    assert AuditRecord.objects.filter(action="contact_centre.offer_read").count() == 1


def test_the_list_tells_how_each_offer_ended(cast):
    with context.within(cast.downtown.pk):
        number = factories.an_offer(cast.downtown)
        listed = offers.list_offers(cast.bea)
        desk.run(cast.downtown, commands.accept, str(number), responder=listed[0].responder, at=NOON)

        after = offers.list_offers(cast.bea)

    assert [one.ended for one in listed] == [""]
    assert [one.ended for one in after] == ["accepted"]


def test_what_is_no_offer_is_not_found(cast, sign_in):
    factories.an_offer(cast.downtown)

    assert sign_in(cast.bea).get(reverse("contact_centre:offer", args=[1])).status_code == 404


def test_another_organization_sees_neither_counts_nor_offers(cast, sign_in):
    number = factories.an_offer(cast.downtown)
    browser = sign_in(cast.odile)

    assert "Nobody was offered a contact yet." in browser.get(reverse("contact_centre:offers")).content.decode()
    assert browser.get(reverse("contact_centre:offer", args=[number])).status_code == 404
    assert desk.read(cast.elsewhere, lambda state: state.sequence) == 0
