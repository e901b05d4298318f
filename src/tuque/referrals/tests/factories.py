"""Inquiries and referrals for tests, written by the services."""

from datetime import datetime

from conftest import NOON

from tuque.accounts.models import Worker
from tuque.core.ids import new_id
from tuque.directory.models import Service
from tuque.directory.tests import factories as directory
from tuque.referrals import links
from tuque.referrals.codes import AgeGroup, Way
from tuque.referrals.models import Inquiry, Need, Referral
from tuque.referrals.services import inquiries, referring
from tuque.referrals.services.inquiries import About, Reach
from tuque.referrals.services.referring import Asking

WORDS = "Testwords: nothing to eat until Friday"


def inquiry(by: Worker, *, topic: str = "food", area: str = "R3B", at: datetime = NOON, **about: object) -> Inquiry:
    known = About(age_group=AgeGroup.ADULT, area=area, **about)  # type: ignore[arg-type]
    return inquiries.begin(key=new_id(), about=known, topic=topic, words=WORDS, by=by, at=at)


def need_of(row: Inquiry) -> Need:
    return Need.objects.select_related("inquiry").get(inquiry=row)


def reached(row: Inquiry, by: Worker, *, at: datetime = NOON, may_share: bool = False) -> Inquiry:
    reach = Reach("Testname Person", "+12045550123", "person@example.org", may_share)
    return inquiries.keep_reach(row, reach=reach, by=by, at=at)


def service(by: Worker, name: str = "Community meals", **values: object) -> Service:
    return directory.service(by.organization, name, email="meals@example.org", **values)


def referral(need: Need, by: Worker, *, way: Way = Way.PRINT, at: datetime = NOON, **asking: object) -> Referral:
    return referring.refer(
        need,
        key=new_id(),
        service=service(by).public_id,
        way=way,
        asking=Asking(origin="https://tuque.example", **asking),  # type: ignore[arg-type]
        by=by,
        at=at,
    )[0]


def link_to(row: Referral, *, at: datetime = NOON) -> str:
    """The secret of a link for the service."""
    return links.make(row, email="", at=at)
