"""The specialist's search: near what they know by name, and for an age of which only the group is known."""

import re

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.core.ids import new_id
from tuque.directory import api as directory
from tuque.directory.models import EligibilityRule
from tuque.directory.search import following
from tuque.directory.tests import factories as places
from tuque.geo.tests import factories as geo_factories
from tuque.referrals import finding, sheets
from tuque.referrals.codes import Way
from tuque.referrals.models import Inquiry
from tuque.referrals.services import referring
from tuque.referrals.services.referring import Asking
from tuque.referrals.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(cast):
    return factories.need_of(factories.inquiry(cast.carl))


@pytest.mark.once
def test_a_specialist_searches_near_a_place_that_their_own_organization_knows(cast, need, sign_in):
    for name, lon in (("Far meals", -97.3), ("Close meals", -97.139)):
        places.place(factories.service(cast.carl, name), longitude=lon, latitude=49.9)
    following.rebuild(today=NOON.date())
    geo_factories.place(cast.downtown)
    browser, address = sign_in(cast.carl), reverse("referrals:find", args=[need.inquiry.public_id])
    asked = {"need": need.public_id, "words": "meals", "near": "windmill shelter"}

    page = browser.post(address, asked).text
    unknown = browser.post(address, asked | {"near": "Xyzzy"}).text

    assert page.index("Close meals") < page.index("Far meals")
    assert "Near Windmill Shelter: what answers best and is near comes first." in page
    assert "This place is not known" in unknown


def test_whom_a_service_is_for_is_on_the_sheet_and_in_the_message(cast, need, sign_in):
    meals = factories.service(cast.carl)
    EligibilityRule.objects.create(
        organization=cast.downtown, service=meals, kind="gender", values=["woman"], is_public=True
    )
    referring.refer(need, key=new_id(), service=meals.public_id, way=Way.PRINT, asking=Asking(), by=cast.carl, at=NOON)

    page = sign_in(cast.carl).get(reverse("referrals:sheet", args=[need.inquiry.public_id])).text
    (sheet,) = finding.by_ids([str(meals.public_id)], reader="en", at=NOON)

    assert "Only for women" in page
    assert "For whom: Only for women" in sheets.as_text(sheet)


@pytest.mark.parametrize(("group", "is_there"), [("youth", True), ("adult", False), ("young_adult", True)])
def test_a_group_of_ages_that_a_rule_only_partly_takes_is_not_left_out(cast, group, is_there):
    row = factories.inquiry(cast.carl)
    Inquiry.objects.filter(pk=row.pk).update(age_group=group)
    row.refresh_from_db()
    factories.service(cast.carl, "Young meals", minimum_age=16, maximum_age=24)
    following.rebuild(today=NOON.date())

    found = finding.search(row, {"words": "young meals"}, reader="en", at=NOON)

    assert found["results"]
    assert found["found"].is_near_miss is not is_there  # what is not for them is shown beside the question, and says so


def test_what_is_past_the_first_page_is_shown_with_the_same_question(cast, need, sign_in):
    for number in range(directory.PAGE + 3):
        factories.service(cast.carl, f"Community meals {number:02}")
    following.rebuild(today=NOON.date())
    browser, address = sign_in(cast.carl), reverse("referrals:find", args=[need.inquiry.public_id])
    asked = {"need": need.public_id, "words": "community meals", "status": "newcomer", "age": "34"}

    first = browser.post(address, asked).text
    further = first.split("#search")[-1].split("</form>")[0]
    hidden = re.findall(r'name="(\w+)" value="([^"]*)"', further)
    second = browser.post(address, {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}).text

    assert ("status", "newcomer") in hidden
    shown = [set(re.findall(r"Community meals \d\d</a>", page)) for page in (first, second)]
    assert [len(one) for one in shown] == [directory.PAGE, 3]
    assert not shown[0] & shown[1]
    assert f'start="{directory.PAGE + 1}"' in second
    assert "Show more" in first
    assert "Show more" not in second


def test_what_is_true_of_the_person_is_asked_of_the_rules_and_kept_nowhere(cast, need, sign_in):
    for name, kind, values in (
        ("Newcomer meals", "status", ["newcomer"]),
        ("Women meals", "gender", ["woman"]),
        ("Plain meals", "", []),
    ):
        row = factories.service(cast.carl, name)
        if kind:
            EligibilityRule.objects.create(
                organization=cast.downtown, service=row, kind=kind, values=values, is_public=True
            )
    following.rebuild(today=NOON.date())
    browser, address = sign_in(cast.carl), reverse("referrals:find", args=[need.inquiry.public_id])
    asked = {"need": need.public_id, "words": "meals", "status": ["newcomer"], "gender": "man"}

    page = browser.post(address, asked).text
    everyone = browser.post(address, asked | {"everyone": "on"}).text
    plain = browser.get(reverse("referrals:inquiry", args=[need.inquiry.public_id])).text

    assert ("Newcomer meals" in page, "Plain meals" in page, "Women meals" in page) == (True, True, False)
    assert "It is for this person, by its rules." in page
    assert "It is not for this person, by its rules." in everyone
    assert 'value="newcomer" checked' in page
    assert 'value="newcomer" checked' not in plain


@pytest.mark.once
def test_why_each_was_found_is_said_and_how_the_words_were_read(cast, need, sign_in):
    factories.service(cast.carl, "Community meals")
    following.rebuild(today=NOON.date())
    browser, address = sign_in(cast.carl), reverse("referrals:find", args=[need.inquiry.public_id])

    page = browser.post(address, {"need": need.public_id, "words": "comunity meals xyzzyq", "income": "much"}).text

    assert "Found for" in page
    assert "We read “comunity” as “community”" in page
    assert "No service here has the word “xyzzyq”" in page
    assert "Write the income as a number" in page
