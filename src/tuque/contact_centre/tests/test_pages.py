"""The menus above the pages of the line: what a role may open, and nothing else."""

import pytest
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.channels.tests import access as channels
from tuque.contact_centre import pages
from tuque.contact_centre.tests import access

PAGES = [page for _label, some in pages.GROUPS for page in some]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.here)
def test_a_menu_offers_a_page_to_those_who_may_open_it(page):
    name = page.url_name or f"contact_centre:{page.here}"

    assert set(page.roles) == (access.ROUTES | channels.ROUTES)[name].get


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_one_reads_is_marked_in_its_menu(cast, sign_in, language):
    browser = sign_in(cast.bea)
    browser.cookies.load({"tuque_language": language})

    page = browser.get(reverse("contact_centre:floor")).content.decode()

    assert page.count('<details class="menu"') == len(pages.GROUPS)
    assert f'href="{reverse("contact_centre:floor")}" aria-current="page"' in page.split('class="row tabs menus')[1]


@pytest.mark.django_db
def test_a_volunteer_sees_no_menu_on_the_pages_that_are_theirs(cast, sign_in):
    browser = sign_in(cast.workers[Role.RESPONDER])

    read = [browser.get(reverse(f"contact_centre:{name}")) for name in ("console", "rescues", "follow-ups", "wall")]

    assert [page.status_code for page in read] == [200] * 4
    assert not any('class="menu"' in page.content.decode() for page in read)
