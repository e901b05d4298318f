"""From a conversation to services: the inquiry opened beside it, tied to it, and seen from both sides by those who may."""

import pytest
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.channels import api as channels
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import beside, practice
from tuque.contact_centre.tests.test_talk import HTMX, site, someone_writes, takes, url  # noqa: F401  a fixture
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.directory.search import following
from tuque.referrals.models import Inquiry, Need, Referral
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


def searched(service, **values):
    return {"_key": str(new_id()), "service": str(service.public_id), "words": "hungry", "chips": "on"} | values


def test_the_area_that_is_known_comes_along_and_no_word_of_the_person_does(site, sign_in):  # noqa: F811
    before = someone_writes(site, channel="text", address="+12045550142")
    referrals.inquiries.begin(
        key=new_id(),
        about=referrals.About(area="R2W"),
        topic="food",
        words="Earlier words",
        by=site.amina,
        at=now(),
        contact=before.public_id,
    )
    conversation = someone_writes(site, channel="text", address="+12045550142", language="fr")
    talking.person_says(conversation, "I live at R3B 1G7 and am hungry", at=now())
    channels.join(conversation=conversation, worker=site.amina, at=now())

    form = sign_in(site.amina).get(url("conversation-inquiry", conversation), headers=HTMX).content.decode()

    assert 'name="area" value="R2W"' in form
    assert '<option value="fr" selected' in form
    assert "R3B" not in form
    assert "Earlier words" not in form


def test_the_area_written_in_the_record_goes_before_and_may_be_changed(site, sign_in):  # noqa: F811
    conversation = someone_writes(site)
    takes(site.amina)
    beside.form_for(site.amina, at=now())
    beside.keep_draft(conversation, {"postal_code": "r3c 2e1"}, by=site.amina, at=now())
    browser = sign_in(site.amina)

    form = browser.get(url("conversation-inquiry", conversation), headers=HTMX).content.decode()
    browser.post(url("conversation-inquiry", conversation), answers(area="R2X"), headers=HTMX)

    assert 'name="area" value="R3C"' in form
    assert Inquiry.objects.get().area == "R2X"


def test_a_service_is_found_and_told_to_the_person_once_and_their_need_is_counted(site, sign_in):  # noqa: F811
    conversation = someone_writes(site, language="fr")
    takes(site.amina)
    meals = referrals.service(site.amina, "Community meals")
    following.rebuild(today=now().date())
    browser, sent = sign_in(site.amina), searched(meals, near="R3B 1G7")

    found = browser.post(url("conversation-services", conversation), sent, headers=HTMX).content.decode()
    for _sent_twice in range(2):
        shown = browser.post(url("send-service", conversation), sent, headers=HTMX).content.decode()
    said = channels.list_messages(conversation).get()
    row = Referral.objects.select_related("need__inquiry").get()

    assert "Community meals" in found
    assert "Send to the person" in found
    assert said.text.startswith("Community meals")
    assert "téléphonez avant" in said.text or "appelez avant" in said.text.lower()
    assert "Their need is counted" in shown
    assert (row.way, row.service) == ("talk", meals.public_id)
    assert (row.need.topic, row.need.inquiry.area, row.need.inquiry.came) == ("food", "R3B", "chat")
    assert row.need.inquiry.contact == conversation.public_id
    assert "hungry" not in row.need.words
    assert reverse("referrals:inquiry", args=[row.need.inquiry.public_id]) in shown


def test_a_second_service_joins_the_inquiry_and_the_need_that_are_open(site, sign_in):  # noqa: F811
    conversation = someone_writes(site)
    takes(site.amina)
    browser = sign_in(site.amina)
    browser.post(url("conversation-inquiry", conversation), answers())
    one, other = (referrals.service(site.amina, name) for name in ("Meals", "Pantry"))
    following.rebuild(today=now().date())

    for service in (one, other):
        browser.post(url("send-service", conversation), searched(service), headers=HTMX)

    assert Inquiry.objects.count() == Need.objects.count() == 1
    assert Referral.objects.count() == 2


def test_in_practice_a_service_is_sent_and_nothing_is_counted(site, sign_in):  # noqa: F811
    practised = practice.begin("exam", language="en", by=site.amina, at=now())
    meals = referrals.service(site.amina)

    shown = sign_in(site.amina).post(url("send-service", practised), searched(meals), headers=HTMX).content.decode()

    assert "This is practice" in shown
    assert not Inquiry.objects.exists()


def test_nothing_is_sent_by_who_is_not_in_it_nor_after_the_end_nor_of_a_service_that_is_gone(site, sign_in):  # noqa: F811
    conversation = someone_writes(site)
    takes(site.amina)
    meals = referrals.service(site.amina)
    sent = searched(meals)

    others = sign_in(site.bea).post(url("send-service", conversation), sent, headers=HTMX)
    meals.is_public = False
    meals.save()
    gone = sign_in(site.amina).post(url("send-service", conversation), searched(meals), headers=HTMX)
    channels.end(conversation=conversation, by=site.amina, at=now())
    over = sign_in(site.amina).post(url("send-service", conversation), sent, headers=HTMX)

    assert others.status_code == 403
    assert gone.status_code == 409
    assert "no longer in the directory" in gone.content.decode()
    assert over.status_code in {403, 409}
    assert not channels.list_messages(conversation).exists()
    assert not Referral.objects.exists()
