"""Letters to providers whose records were not verified for long: once for each step, and again where a letter did not leave."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail

from tuque.accounts import letters
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.models import OutboxMessage
from tuque.directory.models import UnwantedAddress, UpdateLink
from tuque.directory.models.upkeep import Letter
from tuque.directory.services import reminding
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "step"), [(20, None), (100, None), (190, 183), (400, 365), (600, 487)])
def test_a_record_stands_at_the_highest_step_that_it_reached(days, step):
    today = date(2026, 3, 2)

    verified = today - timedelta(days=days)

    found = reminding.stepped_on(verified, today=today, months=6)
    assert found == (verified + timedelta(days=step) if step else None)


@pytest.fixture
def old(cast):
    day = now().date()
    factories.service(cast.downtown, "Fresh", email="fresh@example.org", assured_date=day)
    factories.service(cast.downtown, "No address", assured_date=day - timedelta(days=400))
    return factories.service(
        cast.downtown, "Old meals", email="old@example.org", assured_date=day - timedelta(days=400)
    )


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_SETTINGS = {"host": "mail.example.org"}


def test_those_who_are_due_get_one_letter_with_their_own_link(cast, sign_in, client, old, mail_server):
    page = sign_in(cast.dana)
    assert "1 provider can be asked" in page.get("/directory?show=verify").text

    for _ in range(2):
        page.post("/directory/reminders", {"months": "6"})
    assert mail.outbox == []  # it leaves once what asked for it is committed
    outbox.deliver_due()

    assert UpdateLink.objects.get().letter == Letter.SENT
    assert [letter.to for letter in mail.outbox] == [["old@example.org"]]
    link = next(word for word in mail.outbox[0].body.split() if "/directory/update/" in word)
    assert client.get(link).status_code == 200


def test_without_mail_nothing_is_counted_as_sent(cast, sign_in, old):
    page = sign_in(cast.dana).post("/directory/reminders", follow=True)

    assert "No letter left" in page.text
    assert not UpdateLink.objects.exists()
    assert reminding.due(cast.downtown.pk, today=now().date()) == [old]


class Killed(BaseException):
    """As if the process died there and then: nothing catches it, nothing is noted."""


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_letter_whose_process_died_leaves_with_the_same_link(cast, client, old, mail_server, monkeypatch, is_gone):
    at = now()
    reminding.ask(old, origin="https://tuque.example", by=cast.dana, at=at)
    send = letters.send

    def die(*told, **more):
        if is_gone:
            send(*told, **more)  # it had left already
        raise Killed

    monkeypatch.setattr(letters, "send", die)
    with pytest.raises(Killed):
        outbox.deliver_due(clock=lambda: at)
    monkeypatch.setattr(letters, "send", send)
    outbox.deliver_due(clock=lambda: at + timedelta(minutes=5))

    told = [next(word for word in one.body.split() if "/directory/update/" in word) for one in mail.outbox]
    assert len(told) == (2 if is_gone else 1)
    assert len(set(told)) == 1
    assert client.get(told[0].removeprefix("https://tuque.example")).status_code == 200
    assert UpdateLink.objects.get().letter == Letter.SENT
    secret = told[0].rsplit("/", 1)[1]
    assert all(secret not in str(one.payload) for one in OutboxMessage.objects.all())


def test_a_service_whose_letter_could_not_leave_for_two_hours_is_due_again(cast, old, mail_server, monkeypatch):
    at = now()
    reminding.ask(old, origin="https://tuque.example", by=cast.dana, at=at)
    monkeypatch.setattr(letters, "send", lambda *told, **more: False)
    for minutes in (0, 5, 180):
        monkeypatch.setattr(reminding, "now", lambda minutes=minutes: at + timedelta(minutes=minutes))
        outbox.deliver_due(clock=lambda minutes=minutes: at + timedelta(minutes=minutes))

    assert UpdateLink.objects.get().letter == Letter.FAILED
    assert reminding.due(cast.downtown.pk, today=at.date()) == [old]


@pytest.fixture
def morning(monkeypatch):
    at = datetime.combine(now().date(), time(15, 30), tzinfo=UTC)
    monkeypatch.setattr(reminding, "now", lambda: at)
    return at


def turn(page, *, on, months="6"):
    return page.post(
        "/directory/reminders/plan", {"from_months": months, **({"is_on": "on"} if on else {})}, follow=True
    )


def deliver(at):
    outbox.deliver_due(clock=lambda: at + timedelta(minutes=1))


def test_letters_leave_by_themselves_once_it_is_turned_on_and_once_for_each_step(
    cast, sign_in, client, old, mail_server, morning
):
    page = sign_in(cast.dana)
    assert reminding.tend(at=morning) == 0  # off until someone turns it on

    turn(page, on=True)
    assert reminding.tend(at=morning.replace(hour=12)) == 0  # six in the morning there
    assert reminding.tend(at=morning) == 1
    assert reminding.tend(at=morning) == 0
    deliver(morning)

    assert [letter.to for letter in mail.outbox] == [["old@example.org"]]
    assert UpdateLink.objects.get().sent_by is None
    link = next(word for word in mail.outbox[0].body.split() if "/directory/update/" in word)
    assert link.startswith("http://testserver/")
    assert client.get(link).status_code == 200
    assert reminding.tend(at=morning + timedelta(days=1)) == 0  # asked at this step


def test_a_message_that_waited_writes_to_nobody_who_is_due_no_more(cast, sign_in, old, mail_server, morning):
    page = sign_in(cast.dana)
    turn(page, on=True)
    reminding.tend(at=morning)
    turn(page, on=False)

    deliver(morning)

    assert mail.outbox == []


def test_whoever_asks_not_to_be_written_to_is_not_until_they_want_it_again(
    cast, sign_in, client, old, mail_server, morning
):
    page = sign_in(cast.dana)
    page.post("/directory/reminders", {"months": "6"})
    outbox.deliver_due()
    link = next(word for word in mail.outbox[0].body.split() if "/directory/update/" in word)
    client.post(link, {"unwanted": "yes"})
    UpdateLink.objects.all().delete()
    turn(page, on=True)

    assert reminding.tend(at=morning) == 0
    assert reminding.due(cast.downtown.pk, today=now().date()) == []
    by_hand = page.post(f"/directory/services/{old.public_id}/link", {"email": "OLD@example.org", "language": "en"})
    assert "asked not to be written to" in by_hand.text
    assert "old@example.org" in page.get("/directory/reminders/plan").text
    page.post(f"/directory/reminders/unwanted/{UnwantedAddress.objects.get().public_id}/removal")
    assert reminding.due(cast.downtown.pk, today=now().date()) == [old]


def test_without_mail_nothing_is_tried_and_the_page_says_so(cast, sign_in, old, morning):
    page = sign_in(cast.dana)

    assert "nothing leaves until" in turn(page, on=True).text

    assert reminding.tend(at=morning) == 0
    assert not UpdateLink.objects.exists()
