"""The demonstration's needs: two years of invented inquiries, referrals at every stage, a few open ones with words."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db import transaction

from tuque.accounts.models import Organization, Worker
from tuque.core.ids import new_id
from tuque.directory.models import SearchGap, Service
from tuque.referrals.codes import Actor, AgeGroup, Came, NeedState, State, Unmet, Way
from tuque.referrals.events import services as events
from tuque.referrals.events.models import Kind, PlaceKind
from tuque.referrals.events.services import Place, Said
from tuque.referrals.models import Inquiry, Need, Referral
from tuque.referrals.services import inquiries, moving, referring
from tuque.referrals.services.inquiries import About, Reach
from tuque.referrals.services.referring import Asking

MONTHS, A_MONTH, SEED = 14, 42, 7
AREAS = ("R3B", "R3A", "R2W", "R3G", "R3C", "R3E", "R2H", "R2C")
AREA_WEIGHTS = (0.26, 0.18, 0.17, 0.12, 0.1, 0.08, 0.06, 0.03)
TOPICS = (
    "meals",
    "food-bank",
    "emergency-shelter",
    "rent-help",
    "bills",
    "id",
    "counselling",
    "withdrawal",
    "find-work",
    "bus-passes",
)
TOPIC_WEIGHTS = (0.15, 0.12, 0.2, 0.15, 0.08, 0.07, 0.1, 0.06, 0.04, 0.03)
# How often a need of a topic ends unmet, and why most often.
UNMET = {
    "emergency-shelter": (0.42, Unmet.FULL),
    "rent-help": (0.38, Unmet.NOT_ELIGIBLE),
    "counselling": (0.3, Unmet.FULL),
    "withdrawal": (0.45, Unmet.FULL),
    "id": (0.15, Unmet.COST),
}
USUALLY = (0.14, Unmet.HOURS)
WINTER = (11, 12, 1, 2, 3)
TALKS = (
    ("meals", "Nothing to eat until Friday, two children at home (invented).", "en", "R3B"),
    ("emergency-shelter", "Je dors dans l’autobus depuis trois nuits (inventé).", "fr", "R3A"),
    ("rent-help", "The landlord wants the deposit this week (invented).", "en", "R2W"),
    ("counselling", "Cannot sleep since the fire next door (invented).", "en", "R3G"),
)


def fill(organization: Organization, *, at: datetime) -> None:
    """Once: later starts find it."""
    if Inquiry.objects.filter(organization=organization).exists():
        return
    carl = Worker.objects.get(email="carl@demo.example")
    past(organization, by=carl, at=at)
    searches(at=at)
    present(organization, by=carl, at=at)
    flood(organization, by=carl, at=at)


@transaction.atomic
def past(organization: Organization, *, by: Worker, at: datetime) -> None:
    """Closed inquiries without words: what stays once they are erased."""
    chance = np.random.default_rng(SEED)
    rows = list(_drawn(organization, by, chance, at=at))
    Inquiry.objects.bulk_create([inquiry for inquiry, _need in rows])
    Need.objects.bulk_create([need for _inquiry, need in rows])


def _drawn(
    organization: Organization, by: Worker, chance: np.random.Generator, *, at: datetime
) -> Iterator[tuple[Inquiry, Need]]:
    ages = [AgeGroup.YOUTH, AgeGroup.YOUNG_ADULT, AgeGroup.ADULT, AgeGroup.OLDER_ADULT, AgeGroup.UNKNOWN]
    for back in range(MONTHS):
        middle = at - timedelta(days=30 * back + 17)
        many = int(A_MONTH * (1.3 if middle.month in WINTER else 1) + chance.integers(-6, 7))
        for _ in range(many):
            heard = middle + timedelta(minutes=int(chance.integers(-14 * 1440, 14 * 1440)))
            topic = str(chance.choice(TOPICS, p=TOPIC_WEIGHTS))
            rate, why = UNMET.get(topic, USUALLY)
            luck = float(chance.random())
            state = NeedState.MET if luck > rate + 0.25 else NeedState.OPEN if luck > rate + 0.12 else NeedState.PARTLY
            state = NeedState.UNMET if luck < rate else state
            if state != NeedState.OPEN and chance.random() < 0.3:
                why = Unmet(str(chance.choice([one.value for one in Unmet])))
            inquiry = Inquiry(
                organization=organization,
                opened_at=heard,
                opened_by=by,
                came=str(chance.choice(Came.values)),
                age_group=str(chance.choice([one.value for one in ages])),
                area=str(chance.choice(AREAS, p=AREA_WEIGHTS)),
                language="fr" if chance.random() < 0.2 else "en",
                closed_at=heard + timedelta(days=35),
                erased_at=heard + timedelta(days=60),
            )
            yield (
                inquiry,
                Need(
                    organization=organization,
                    inquiry=inquiry,
                    topic=topic,
                    state=state,
                    reason=why if state in (NeedState.UNMET, NeedState.PARTLY) else "",
                    heard_at=heard,
                    settled_at=None if state == NeedState.OPEN else heard + timedelta(days=30),
                ),
            )


def searches(*, at: datetime) -> None:
    """What people searched and did not find."""
    day = at.date().replace(day=1)
    for back in range(6):
        month = (day - timedelta(days=30 * back)).replace(day=1)
        for area, topic, times in (("R3B", "emergency-shelter", 9), ("R2W", "bus-passes", 6), ("", "id", 5)):
            SearchGap.objects.get_or_create(
                month=month, area=area, topic=topic, language="en", asked_for="", words="", defaults={"times": times}
            )


def present(organization: Organization, *, by: Worker, at: datetime) -> None:
    """Open inquiries, each with its referral further on, and one to follow up today."""
    services = _services(organization)
    steps: Sequence[Sequence[tuple[State, str]]] = (
        [],
        [(State.SEEN, ""), (State.ACCEPTED, "")],
        [(State.SEEN, ""), (State.REFUSED, Unmet.NOT_ELIGIBLE)],
        [(State.SEEN, ""), (State.WAITING, "")],
    )
    for number, ((topic, words, language, area), moves) in enumerate(zip(TALKS, steps, strict=True)):
        began = at - timedelta(hours=30 - 6 * number)
        about = About(Came.CALL, AgeGroup.ADULT, area, language)
        row = inquiries.begin(key=new_id(), about=about, topic=topic, words=words, by=by, at=began)
        if topic in services:
            _refer(row, services[topic], moves, by=by, at=began)
    _to_follow_up(services, by=by, at=at)


def _services(organization: Organization) -> dict[str, UUID]:
    """A service of each topic that the demonstration speaks of."""
    found: dict[str, UUID] = {}
    for topic in (*dict.fromkeys(talk[0] for talk in TALKS), "food-bank"):
        row = (
            Service.objects.filter(organization=organization, is_public=True, topics__topic=topic)
            .order_by("pk")
            .first()
        )
        if row is not None:
            found[topic] = row.public_id
    return found


def _refer(row: Inquiry, service: UUID, moves: Sequence[tuple[State, str]], *, by: Worker, at: datetime) -> None:
    need = Need.objects.select_related("inquiry").get(inquiry=row)
    asking = Asking(is_wanted=bool(moves), origin="")
    referral, _token = referring.refer(
        need, key=new_id(), service=service, way=Way.HANDOFF, asking=asking, by=by, at=at
    )
    for step, (state, reason) in enumerate(moves, start=1):
        with transaction.atomic():
            fresh = Referral.objects.select_for_update(of=("self",)).select_related("need").get(pk=referral.pk)
            moving.move(fresh, state, actor=Actor.PROVIDER, reason=reason, at=at + timedelta(hours=2 * step))


def _to_follow_up(services: dict[str, UUID], *, by: Worker, at: datetime) -> None:
    """Someone who agreed to be called, a month ago."""
    if "food-bank" not in services:
        return
    began = at - timedelta(days=31)
    row = inquiries.begin(
        key=new_id(),
        about=About(Came.CALL, AgeGroup.OLDER_ADULT, "R3B", "en"),
        topic="food-bank",
        words="The pension is late this month (invented).",
        by=by,
        at=began,
    )
    inquiries.keep_reach(row, reach=Reach("Wilma Invented", "+12045550177", "", False), by=by, at=began)
    _refer(Inquiry.objects.get(pk=row.pk), services["food-bank"], [(State.ACCEPTED, "")], by=by, at=began)


def flood(organization: Organization, *, by: Worker, at: datetime) -> None:
    """A past flood: a week in spring, with its shelter, what was closed, and the needs that arrived."""
    bea = Worker.objects.get(email="bea@demo.example")
    began = at - timedelta(days=210)
    said = Said(
        Kind.FLOOD,
        "Invented river flood",
        "Crue inventée",
        "The river is over Waterfront Drive (invented). Leave low ground, take your medication, call 211 for a place to sleep.",
        "La rivière déborde sur la promenade Waterfront (inventé). Quittez les terrains bas, prenez vos médicaments, appelez le 211 pour un endroit où dormir.",
        "R3B, R3A",
    )
    row = events.open_event(key=new_id(), said=said, by=bea, at=began)
    shelter = Place(
        PlaceKind.SHELTER, "Invented arena", "Aréna inventé", began, None, "Cots, meals, pets welcome.",
        "Lits de camp, repas, animaux bienvenus.", "300 Example Street", "204-555-0190", -97.135, 49.902, 120,
    )  # fmt: skip
    bridge = Place(
        PlaceKind.CLOSURE, "Invented footbridge", "Passerelle inventée", began, at + timedelta(days=30),
        "Take the next bridge.", "Prenez le pont suivant.", "", "", -97.128, 49.894,
    )  # fmt: skip
    made = events.add_place(row, key=new_id(), place=shelter, by=bea, at=began)
    events.add_place(row, key=new_id(), place=bridge, by=bea, at=began)
    events.count(made, occupied=87, capacity=None, by=by, at=began + timedelta(hours=9))
    for number in range(24):
        topic = ("emergency-shelter", "meals", "clothing")[number % 3]
        about = About(Came.CALL, AgeGroup.ADULT, AREAS[number % 2], "en" if number % 4 else "fr", event=row)
        heard = began + timedelta(hours=3 * number)
        inquiry = inquiries.begin(
            key=new_id(),
            about=about,
            topic=topic,
            words="Out of the house since the water came (invented).",
            by=by,
            at=heard,
        )
        need = Need.objects.select_related("inquiry").get(inquiry=inquiry)
        inquiries.settle(
            need, state=NeedState.MET if number % 5 else NeedState.PARTLY, reason=Unmet.FULL, by=by, at=heard
        )
        inquiries.close(inquiry, by=by, at=heard + timedelta(days=1))
    events.close(row, by=bea, at=began + timedelta(days=7))
