"""From a conversation to services: the inquiry opened beside it, tied to it, and seen from both sides by those who may."""

import pytest
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.contact_centre.console import beside, practice
from tuque.contact_centre.tests.test_talk import HTMX, site, someone_writes, takes, url  # noqa: F401  a fixture
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.referrals.models import Inquiry
from tuque.referrals.tests import factories as referrals

pytestmark = pytest.mark.django_db


def answers(**values):
    return {
        "_key": str(new_id()),
        "words": "Nothing to eat",
        "topic": "food",
        "came": "chat",
        "language": "fr",
        "age_group": "adult",
    } | values


def test_what_is_known_already_is_filled_in(site, sign_in):  # noqa: F811
    conversation = someone_writes(site, language="fr")
    takes(site.amina)
    draft = {"needs": ["housing", "food"], "people": {"youth": 1}}
    beside.form_for(site.amina, at=now())
    beside.keep_draft(conversation, draft, by=site.amina, at=now())

    form = sign_in(site.amina).get(url("conversation-inquiry", conversation), headers=HTMX).content.decode()

    assert '<option value="housing" selected' in form
    assert '<option value="youth" selected' in form
    assert '<option value="fr" selected' in form
    assert '<option value="chat" selected' in form
    assert "A place to stay, Food" in form.split("<textarea")[1].split("</textarea>")[0]


def test_an_inquiry_is_tied_to_its_conversation_and_found_from_both_sides(site, sign_in):  # noqa: F811
    conversation = someone_writes(site)
    takes(site.amina)
    browser, sent = sign_in(site.amina), answers()

    for _sent_twice in range(2):
        shown = browser.post(url("conversation-inquiry", conversation), sent, headers=HTMX).content.decode()
    row = Inquiry.objects.get()
    inquiry = reverse("referrals:inquiry", args=[row.public_id])
    page = browser.get(inquiry).content.decode()

    assert row.contact == conversation.public_id
    assert (row.came, row.language) == ("chat", "fr")
    assert inquiry in shown
    assert url("talk", conversation) in page
    assert url("conversation-inquiry", conversation) in browser.get(url("talk", conversation)).content.decode()


def test_a_referral_made_from_it_is_told_beside_the_conversation(site, sign_in):  # noqa: F811
    conversation = someone_writes(site)
    takes(site.amina)
    browser = sign_in(site.amina)
    browser.post(url("conversation-inquiry", conversation), answers())
    referrals.referral(referrals.need_of(Inquiry.objects.get()), site.amina, at=now())

    shown = browser.get(url("conversation-inquiry", conversation), headers=HTMX).content.decode()

    assert "Community meals" in shown


def test_what_is_left_out_is_asked_for_and_what_was_typed_stays(site, sign_in):  # noqa: F811
    conversation = someone_writes(site)
    takes(site.amina)

    answer = sign_in(site.amina).post(
        url("conversation-inquiry", conversation), answers(words="", area="zz"), headers=HTMX
    )

    assert answer.status_code == 422
    assert 'value="zz"' in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_who_may_read_the_inquiry_and_not_the_conversation_is_not_led_to_it(site, sign_in):  # noqa: F811
    conversation = someone_writes(site)
    takes(site.amina)
    sign_in(site.amina).post(url("conversation-inquiry", conversation), answers())

    page = sign_in(site.carl).get(reverse("referrals:inquiry", args=[Inquiry.objects.get().public_id]))

    assert page.status_code == 200
    assert str(conversation.public_id) not in page.content.decode()


def test_nobody_opens_one_from_practice_or_from_a_conversation_that_is_not_theirs(site, sign_in):  # noqa: F811
    practised = practice.begin("exam", language="en", by=site.amina, at=now())
    conversation = someone_writes(site)

    refused = [
        sign_in(site.amina).post(url("conversation-inquiry", practised), answers()),
        sign_in(site.amina).post(url("conversation-inquiry", conversation), answers()),
        sign_in(site.odile).post(url("conversation-inquiry", conversation), answers()),
        sign_in(site.workers[Role.ANALYST]).get(url("conversation-inquiry", conversation)),
    ]

    assert [one.status_code for one in refused] == [404, 404, 404, 403]
    assert not Inquiry.objects.exists()
