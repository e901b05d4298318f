"""The time by which a page is read."""

import pytest
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils import timezone

from tuque.core.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones():
    """The zone that was in force for each page made."""
    seen = []

    def note(**_told):
        seen.append(timezone.localtime(now()).tzname())

    template_rendered.connect(note)
    yield seen
    template_rendered.disconnect(note)


@pytest.mark.once
def test_a_page_is_read_in_the_time_of_the_readers_organization_and_the_next_one_in_its_own(cast, sign_in, zones):
    cast.downtown.time_zone, cast.elsewhere.time_zone = "Asia/Tokyo", "Africa/Nairobi"
    cast.downtown.save()
    cast.elsewhere.save()

    for reader, page in ((cast.carl, "referrals:home"), (cast.odile, "referrals:home"), (None, "finder:find")):
        sign_in(reader).get(reverse(page))
        zones.append("|")

    read = [{*part.split()} for part in " ".join(zones).split("|")][:-1]
    assert read == [{"JST"}, {"EAT"}, {timezone.localtime(now()).tzname()}]
    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()
