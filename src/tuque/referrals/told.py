"""What a conversation asks of this room: a search without an inquiry, the words for one service, and the referral that was made
by saying them there."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.directory import api as directory
from tuque.referrals import finding, selectors, sheets
from tuque.referrals.codes import NeedState, Way
from tuque.referrals.models import Inquiry, Need, Referral
from tuque.referrals.problems import ServiceGone
from tuque.referrals.services import inquiries, referring
from tuque.referrals.services.inquiries import About
from tuque.referrals.services.referring import Asking

SHOWN = 8  # beside a conversation there is room for a few
NO_TOPIC = "community"  # a service without any


def search(
    about: About, wished: Mapping[str, object], *, viewer: Worker, reader: str, at: datetime
) -> dict[str, object]:
    """As for an inquiry that knew as much."""
    known = finding.known_to(viewer)
    return finding.search(_as_inquiry(about), wished, known=known, reader=reader, at=at, size=SHOWN)


def spoken_name(about: About, *, reader: str) -> str:
    return finding.spoken_name(_as_inquiry(about), reader=reader)


def _as_inquiry(about: About) -> Inquiry:
    return Inquiry(area=about.area, age_group=about.age_group, language=about.language, spoken=about.spoken)


def text_of(service: UUID, *, language: str, at: datetime) -> str:
    """What the person is told of a service, in their language. Raises ServiceGone."""
    with translation.override(language):
        text = sheets.as_text(sheets.show(_find(service), language=language, at=at))
        return f"{text}\n\n{_('Hours change: call before you go.')}"


@transaction.atomic
def note(
    *, key: UUID, contact: UUID, service: UUID, words: str, reader: str, about: About, by: Worker, at: datetime
) -> Referral:
    """Keep that the person of a contact was told of a service: their need is counted, the referral stands beside it.

    It joins the open inquiry of the contact, or opens one. `words` are those of whoever searched: they point to the topic, and
    are kept nowhere. Sent twice under one `key`, it is the same referral. Raises ServiceGone.
    """
    found = Referral.objects.filter(organization=by.organization, public_id=key).first()
    if found is not None:
        return found
    topic = directory.topic_in(words, reader=reader) if words.strip() else ""
    topic = topic or next(iter(sorted(_find(service).topics)), NO_TOPIC)
    need = _need(contact, topic, about, key=key, by=by, at=at)
    return referring.refer(need, key=key, service=service, way=Way.TALK, asking=Asking(), by=by, at=at)[0]


def _need(contact: UUID, topic: str, about: About, *, key: UUID, by: Worker, at: datetime) -> Need:
    mine = Inquiry.objects.filter(organization=by.organization, contact=contact, closed_at=None).order_by("-pk").first()
    words = selectors.topic_name(topic, about.language)
    if mine is None:
        own = uuid5(key, "inquiry")
        mine = inquiries.begin(key=own, about=about, topic=topic, words=words, by=by, at=at, contact=contact)
        return mine.needs.select_related("inquiry").get()
    heard = mine.needs.filter(topic=topic, state=NeedState.OPEN).select_related("inquiry").first()
    return heard or inquiries.hear(mine, key=uuid5(key, "need"), topic=topic, words=words, by=by, at=at)


def _find(service: UUID) -> directory.PublicService:
    with directory.opened():
        found = directory.published.find(service)
    if found is None:
        raise ServiceGone
    return found


def area_known(contact: UUID, *, earlier: list[UUID], viewer: Worker) -> str:
    """The area of the inquiry that was opened last from this contact, else from earlier ones of the same address; "" for none."""
    rows = Inquiry.objects.filter(organization=viewer.organization).exclude(area="").order_by("-opened_at", "-pk")
    mine = rows.filter(contact=contact).values_list("area", flat=True).first()
    return mine or rows.filter(contact__in=earlier).values_list("area", flat=True).first() or ""


def services_told(contact: UUID, *, viewer: Worker) -> set[str]:
    """Public ids of the services that were told in this contact."""
    rows = Referral.objects.filter(
        organization=viewer.organization, need__inquiry__contact=contact, way=Way.TALK
    ).values_list("service", flat=True)
    return {str(one) for one in rows}
