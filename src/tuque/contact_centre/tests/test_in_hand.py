"""A line in hand: the supervisor says who is asked; the router comes back in the end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role
from tuque.audit.models import AuditRecord
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import in_hand, seats, seeing
from tuque.contact_centre.desk import desk
from tuque.contact_centre.selectors import offers
from tuque.contact_centre.tests.test_talk import accept_next, someone_writes
from tuque.core.clock import now
from tuque.core.problems import NotFound, PermissionRefused
from tuque.core.wall import context

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(cast):
    with context.within(cast.downtown.pk):
        give_role(cast.carl, Role.RESPONDER, at=now() - timedelta(days=1))
        yield cast


@pytest.fixture
def line(site):
    return talking.line(site)


def on_shift(*workers, languages=("en", "fr")):
    for worker in workers:
        seats.begin_shift(languages=languages, hours=None, by=worker, at=now())


def offered_to(worker, *, at=None):
    found = seeing.place_of(worker, at=at or now()).offer
    return found.contact if found else None


def test_a_supervisor_takes_a_line_in_hand_and_says_who_is_asked(site, line, sign_in):
    on_shift(site.amina, site.carl)
    browser = sign_in(site.bea)
    browser.post(reverse("contact_centre:line-in-hand", args=[line.public_id]), {"what": "take"})
    contact = str(someone_writes(site).public_id)
    asked_by_the_router = [offered_to(site.amina), offered_to(site.carl)]
    floor = browser.get(reverse("contact_centre:floor")).content.decode()
    page = reverse("contact_centre:offer-by-hand", args=[contact])
    choice = browser.get(page).content.decode()
    browser.post(page, {"responder": str(site.carl.public_id)})

    assert asked_by_the_router == [None, None]
    assert f"{site.bea.name} has the line" in floor
    assert page in floor
    assert site.amina.name in choice
    assert offered_to(site.carl) == contact
    assert offered_to(site.amina) is None
    newest = offers.list_offers(site.bea)[0]
    _offer, told = offers.explain_offer(site.bea, newest.number, at=now())
    assert (told.how, told.by) == ("hand", str(site.bea.public_id))
    acts = set(AuditRecord.objects.filter(worker=site.bea).values_list("action", flat=True))
    assert {"contact_centre.taken_in_hand", "contact_centre.asked_by_hand"} <= acts


def test_given_back_the_router_asks_at_once(site, line, sign_in):
    on_shift(site.amina)
    in_hand.take_line(line, by=site.bea, at=now())
    contact = str(someone_writes(site).public_id)
    before = offered_to(site.amina)

    sign_in(site.bea).post(reverse("contact_centre:line-in-hand", args=[line.public_id]), {"what": "give"})

    assert before is None
    assert offered_to(site.amina) == contact
    assert AuditRecord.objects.filter(action="contact_centre.given_back", worker=site.bea).count() == 1
    assert not in_hand.give_back(line, by=site.bea, at=now())


def test_whoever_has_waited_past_the_limit_is_offered_by_the_router_again(site, line):
    on_shift(site.amina)
    in_hand.take_line(line, by=site.bea, at=now())
    contact = str(someone_writes(site).public_id)
    limit = in_hand.serving(site.bea)[0].limit

    later = now() + timedelta(seconds=limit + 1)
    desk.look(site.downtown, at=later)

    assert offered_to(site.amina, at=later) == contact


def test_nobody_is_asked_by_hand_who_cannot_answer(site, line, sign_in):
    on_shift(site.amina, languages=("en",))
    in_hand.take_line(line, by=site.bea, at=now())
    contact = str(someone_writes(site, language="fr").public_id)
    browser = sign_in(site.bea)
    page = reverse("contact_centre:offer-by-hand", args=[contact])

    choice = browser.get(page).content.decode()
    browser.post(page, {"responder": str(site.amina.public_id)})

    assert f"{site.amina.name} does not answer in this language." in choice
    assert "Nobody can be asked now." in choice
    assert offered_to(site.amina) is None


def test_a_contact_that_someone_answers_meanwhile_is_not_offered_twice(site, line, sign_in):
    on_shift(site.amina)
    contact = str(someone_writes(site).public_id)
    accept_next(site.amina)

    page = sign_in(site.bea).get(reverse("contact_centre:offer-by-hand", args=[contact]))

    assert page.status_code == 302
    assert not in_hand.ask(contact, str(site.amina.public_id), by=site.bea, at=now())


def test_only_a_supervisor_of_this_house_takes_a_line_in_hand(site, line):
    with pytest.raises(PermissionRefused):
        in_hand.take_line(line, by=site.amina, at=now())
    with pytest.raises((NotFound, PermissionRefused)):
        in_hand.take_line(line, by=site.odile, at=now())
    with pytest.raises(NotFound):
        in_hand.look_at("nobody", viewer=site.bea, at=now())


def test_the_page_is_read_in_french(site, line, sign_in):
    on_shift(site.amina)
    in_hand.take_line(line, by=site.bea, at=now())
    contact = str(someone_writes(site).public_id)
    site.bea.language = "fr"
    site.bea.save()

    browser = sign_in(site.bea)
    page = browser.get(reverse("contact_centre:offer-by-hand", args=[contact]), headers={"accept-language": "fr"})
    floor = browser.get(reverse("contact_centre:floor"), headers={"accept-language": "fr"})

    assert "À qui proposer ce contact" in page.content.decode()
    assert "a pris en main la ligne" in floor.content.decode()
