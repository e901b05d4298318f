"""The card of a responder: written by whoever plans, counted from the next shift."""

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.contact_centre.console import seats
from tuque.contact_centre.models import ResponderCard

pytestmark = pytest.mark.django_db
BODY = {"languages": ["fr"], "line-line": "3", "others": "ojibwe:2", "centre": "a", "written_at_once": "1"}


def send(browser, worker, **changes):
    return browser.post(reverse("contact_centre:responder", args=[worker.public_id]), BODY | changes)


def test_what_is_written_counts_at_the_next_shift_and_is_read_again(cast, sign_in):
    browser = sign_in(cast.bea)

    for _turn in range(2):
        send(browser, cast.amina)

    start = seats.start_of(cast.amina, at=NOON)
    assert (start.may_speak, start.skills, start.centre, start.written_at_once) == (
        ("fr",),
        {"line": 3, "ojibwe": 2},
        "a",
        1,
    )
    page = browser.get(reverse("contact_centre:responder", args=[cast.amina.public_id]))
    again = page.context["form"]
    assert cast.bea.name in page.content.decode()  # whose page it is, beside whose card
    assert (again["line-line"].value(), again["others"].value()) == (3, "ojibwe:2")
    assert ResponderCard.objects.count() == 1
    assert "ojibwe 2" in browser.get(reverse("contact_centre:responders")).content.decode()


def test_level_one_in_every_line_is_every_line_also_those_of_later(cast, sign_in):
    send(sign_in(cast.dana), cast.amina, **{"line-line": "1", "others": "", "written_at_once": ""})

    assert (ResponderCard.objects.get().skills, ResponderCard.objects.get().written_at_once) == ({}, None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"languages": []}, "This field is required"),
        ({"line-line": "0"}, "Give 1 or more to one"),
        ({"others": "ojibwe"}, "a level from 1 to 9"),
        ({"others": "ojibwe:12"}, "a level from 1 to 9"),
        ({"others": "two words:1"}, "a level from 1 to 9"),
    ],
)
def test_a_card_that_makes_no_sense_is_sent_back_as_it_was_written(cast, sign_in, changes, said):
    page = send(sign_in(cast.bea), cast.amina, **changes)

    assert page.status_code == 422
    assert said in page.content.decode().split("<form")[-1].split('class="error"', 1)[1]
    assert not ResponderCard.objects.exists()


def test_nobody_who_may_not_answer_has_a_card(cast, sign_in):
    browser = sign_in(cast.bea)

    assert send(browser, cast.noor).status_code == 404
    assert not ResponderCard.objects.exists()
