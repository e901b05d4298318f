from access import EVERYONE, Route
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.referrals import permissions
from tuque.referrals.codes import Way
from tuque.referrals.events import services as events
from tuque.referrals.events.models import Event, Kind, PlaceKind
from tuque.referrals.events.services import Place, Said
from tuque.referrals.models import Inquiry, Need, Referral
from tuque.referrals.tests import factories

SPECIALISTS = frozenset(permissions.SPECIALISTS)
COUNTERS = frozenset(permissions.COUNTERS)
LEADS, READERS = frozenset(permissions.LEADS), frozenset(permissions.SPECIALISTS) | frozenset(permissions.COUNTERS)


def _own(cast: Cast) -> Inquiry:
    return Inquiry.objects.filter(organization=cast.downtown).first() or factories.inquiry(cast.carl, at=now())


def _need(cast: Cast) -> Need:
    return factories.need_of(_own(cast))


def _referral(cast: Cast) -> Referral:
    found = Referral.objects.filter(organization=cast.downtown).first()
    return found or factories.referral(_need(cast), cast.carl, at=now())


def inquiry(cast: Cast) -> dict[str, object]:
    return {"public_id": _own(cast).public_id}


def need(cast: Cast) -> dict[str, object]:
    return {"public_id": _own(cast).public_id, "need_id": _need(cast).public_id}


def referral(cast: Cast) -> dict[str, object]:
    return {"public_id": _own(cast).public_id, "referral_id": _referral(cast).public_id}


def a_hand_over(cast: Cast) -> dict[str, object]:
    row = factories.referral(_need(cast), cast.carl, way=Way.HANDOFF, at=now())
    return {"public_id": _own(cast).public_id, "referral_id": row.public_id}


def one_referral(cast: Cast) -> dict[str, object]:
    return {"referral_id": _referral(cast).public_id}


def link(cast: Cast) -> dict[str, object]:
    return {"token": factories.link_to(_referral(cast), at=now())}


def about(cast: Cast) -> dict[str, object]:
    return {"came": "call", "age_group": "adult", "area": "R3B", "language": "en"}


def begun(cast: Cast) -> dict[str, object]:
    return about(cast) | {"_key": new_id(), "words": "Hungry", "topic": "food"}


def referring(cast: Cast) -> dict[str, object]:
    return {"_key": new_id(), "service": factories.service(cast.carl).public_id, "way": "print"}


def two_services(cast: Cast) -> dict[str, object]:
    both = [factories.service(cast.carl, name).public_id for name in ("Community meals", "Food hampers")]
    return {"need": _need(cast).public_id, "s": both}


SAID = {
    "kind": "flood",
    "name_en": "River flood",
    "name_fr": "Crue",
    "words_en": "Go to high ground.",
    "words_fr": "Allez en hauteur.",
}


def _event(cast: Cast) -> Event:
    said = Said(Kind.FLOOD, "River flood", "Crue", "Go to high ground.", "Allez en hauteur.")
    found = Event.objects.filter(organization=cast.downtown).first()
    return found or events.open_event(key=new_id(), said=said, by=cast.bea, at=now())


def event(cast: Cast) -> dict[str, object]:
    return {"public_id": _event(cast).public_id}


def event_page(cast: Cast) -> dict[str, object]:
    return {"slug": _event(cast).slug}


def event_place(cast: Cast) -> dict[str, object]:
    row = _event(cast)
    place = Place(PlaceKind.SHELTER, "Gym", "Gymnase", starts_at=now())
    made = events.add_place(row, key=new_id(), place=place, by=cast.bea, at=now())
    return {"public_id": row.public_id, "place_id": made.public_id}


ROUTES = {
    "referrals:home": Route(get=SPECIALISTS, post=SPECIALISTS, body=begun),
    "referrals:inquiry": Route(get=SPECIALISTS, names=inquiry),
    "referrals:find": Route(
        post=SPECIALISTS, names=inquiry, body=lambda cast: {"words": "food", "need": _need(cast).public_id}
    ),
    "referrals:compare": Route(post=SPECIALISTS, names=inquiry, body=two_services),
    "referrals:change": Route(post=SPECIALISTS, names=inquiry, body=about),
    "referrals:reach": Route(
        post=SPECIALISTS, names=inquiry, body=lambda _cast: {"phone": "204-555-0123", "consent": "on"}
    ),
    "referrals:sheet": Route(get=SPECIALISTS, names=inquiry),
    "referrals:close": Route(post=SPECIALISTS, names=inquiry),
    "referrals:hear": Route(
        post=SPECIALISTS,
        names=inquiry,
        body=lambda _cast: {"_key": new_id(), "words": "A bed", "topic": "shelter"},
    ),
    "referrals:settle": Route(post=SPECIALISTS, names=need, body=lambda _cast: {"state": "met"}),
    "referrals:refer": Route(post=SPECIALISTS, names=need, body=referring),
    "referrals:move": Route(post=SPECIALISTS, names=referral, body=lambda _cast: {"state": "accepted"}),
    "referrals:hand-over": Route(post=SPECIALISTS, names=a_hand_over, body=lambda _cast: {"result": "spoken"}),
    "referrals:ask": Route(post=SPECIALISTS, names=referral),
    "referrals:due": Route(get=SPECIALISTS),
    "referrals:follow-up": Route(post=SPECIALISTS, names=one_referral, body=lambda _cast: {"heard": "met"}),
    "referrals:needs": Route(get=COUNTERS),
    "referrals:needs-file": Route(get=COUNTERS),
    # Areas are everyone's; the figures shown are the reader's own organization's.
    "referrals:needs-of-area": Route(get=COUNTERS, names=lambda _cast: {"area": "R3B"}, shared=True),
    "referrals:events": Route(get=READERS, post=LEADS, body=lambda _cast: SAID),
    "referrals:event-desk": Route(get=READERS, names=event),
    "referrals:event-change": Route(post=LEADS, names=event, body=lambda _cast: SAID),
    "referrals:event-close": Route(post=LEADS, names=event),
    "referrals:event-place": Route(
        post=LEADS, names=event, body=lambda _cast: {"kind": "shelter", "name_en": "Gym", "name_fr": "Gymnase"}
    ),
    "referrals:event-place-change": Route(
        get=LEADS,
        post=LEADS,
        names=event_place,
        body=lambda _cast: {"kind": "shelter", "name_en": "Other gym", "name_fr": "Autre gymnase"},
    ),
    "referrals:event-count": Route(post=SPECIALISTS, names=event_place, body=lambda _cast: {"occupied": 3}),
    "referrals:event-withdraw": Route(post=LEADS, names=event_place),
    # An event is public as soon as it is opened.
    **{
        f"referrals:event{part}": Route(get=EVERYONE, public=True, names=event_page, shared=True)
        for part in ("", "-json", "-geojson", "-atom", "-cap", "-pack")
    },
    # The secret in the link opens one referral, whoever holds it.
    "referrals:answer": Route(
        get=EVERYONE, post=EVERYONE, public=True, names=link, shared=True, body=lambda _cast: {"state": "accepted"}
    ),
}
