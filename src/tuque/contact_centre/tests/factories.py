"""Shifts and contacts of before, made for a test."""

from datetime import date, datetime, time, timedelta

import numpy as np
from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile

from tuque.contact_centre.desk import Desk
from tuque.contact_centre.followup import services as follow_ups
from tuque.contact_centre.followup.models import Saying, Way
from tuque.contact_centre.followup.services import Wishes
from tuque.contact_centre.models import ArrivalCount, EmergencyService, PlannedShift
from tuque.contact_centre.planning.rota import midnight
from tuque.contact_centre.rescue import services as rescues
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.facts import Offered
from tuque.contact_centre.routing.values import Channel, Contact, Responder, profile
from tuque.core.ids import new_id

DAY = date(2026, 1, 15)  # a Thursday


def shift(organization, *, worker=None, day=DAY, starts=8, hours=8, centre="a", languages=("en", "fr"), **values):
    starts_at = datetime.combine(day, time(starts), tzinfo=organization.zone)
    return PlannedShift.objects.create(
        organization=organization,
        worker=worker,
        centre=centre,
        languages=list(languages),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        **values,
    )


def shift_body(**changes):
    return {
        "worker": "",
        "day": DAY.isoformat(),
        "starts": "08:00",
        "ends": "16:00",
        "centre": "a",
        "languages": ["en"],
        "skills": "",
        "pause": "12:00",
        "pause_minutes": "30",
    } | changes


HEAD = "starts_at,channel,language,contacts"


def history_file(*rows):
    lines = [HEAD, *(rows or ("2026-01-05T14:00,voice,en,3",))]
    return SimpleUploadedFile("history.csv", "\n".join(lines).encode(), content_type="text/csv")


def history(organization, *, until, days=28, a_day=60.0, seed=1):
    """Contacts of before, alike every day: English by voice and a fifth in French."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(days):
        start = midnight(until - timedelta(days=number + 1), organization.zone)
        for language, share in (("en", 0.8), ("fr", 0.2)):
            counts = draw.poisson(a_day * share / 96, 96)
            rows += [
                ArrivalCount(
                    organization=organization,
                    starts_at=start + timedelta(minutes=15 * quarter),
                    channel="voice",
                    language=language,
                    contacts=int(count),
                )
                for quarter, count in enumerate(counts)
            ]
    ArrivalCount.objects.bulk_create(rows)


def an_offer(organization):
    """A contact offered to someone, in the organization's log: the number of the offer."""
    people = profile(centres={"a"}, languages={"en"}, skills={"line": 1})
    line_of = Desk()
    line_of.run(organization, commands.sign_in, Responder("ana", people), at=NOON)
    line_of.run(organization, commands.sign_in, Responder("ben", people), at=NOON)
    new = line_of.run(organization, commands.queue, Contact(str(new_id()), Channel.VOICE, "en", "line", "a"), at=NOON)
    return next(int(fact.offer) for fact in new if isinstance(fact, Offered))


def a_contact(organization, *, name=None):
    """A contact that came to the organization's line: its id."""
    name = name or str(new_id())
    Desk().run(organization, commands.queue, Contact(name, Channel.CHAT, "en", "line", "a"), at=NOON)
    return name


def emergency_service(organization, **values):
    defaults = {"name_en": "Example answering point", "name_fr": "Centre d’appels d’exemple", "number": "204-555-0111"}
    return EmergencyService.objects.create(organization=organization, **(defaults | values))


def rescue(cast, *, attempt=False, drill=False):
    """A rescue that Amina began for a contact of the line."""
    conversation = None if drill else a_contact(cast.downtown)
    return rescues.begin(conversation=conversation, attempt=attempt, is_drill=drill, by=cast.amina, at=NOON)


FOLLOW_UP = {
    "consent": "on",
    "way": "voice",
    "address": "204 555-0177",
    "calling": "Nobody Example",
    "language": "fr",
    "saying": "first_name",
}


def follow_up(cast, **changes):
    """One that a person agreed to with Amina, at any time of the day."""
    values = {
        "way": Way.VOICE,
        "language": "en",
        "calling": "Nobody Example",
        "address": "+1 204-555-0177",
        "saying": Saying.NOTHING,
        "windows": [],
    }
    conversation = a_contact(cast.downtown)
    return follow_ups.agree(conversation=conversation, wishes=Wishes(**(values | changes)), by=cast.amina, at=NOON)
