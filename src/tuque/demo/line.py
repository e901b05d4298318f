"""The demonstration's crisis line: volunteers, a shift plan, weeks of contacts, and a log in which the router made every offer."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import OperationalError, close_old_connections, transaction
from django.db.models import Max

from tuque.accounts.models import Organization, RoleAssignment, Worker
from tuque.accounts.roles import Role
from tuque.channels import api as channels
from tuque.contact_centre import desk as desks
from tuque.contact_centre.models import ArrivalCount, PlannedShift, PolicyVersion, RoutingFact, SignOfLife
from tuque.contact_centre.planning import example
from tuque.contact_centre.planning.rota import midnight, week_of
from tuque.contact_centre.routing import commands, snapshots
from tuque.contact_centre.routing.facts import Fact
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.services import rules
from tuque.core import streams, wall
from tuque.core.clock import now
from tuque.demo import callers
from tuque.demo.callers import OnShift
from tuque.interactions import bulk

POLICY = Policy(
    steps=(Step(0, Reach.LOCAL), Step(8, Reach.PARTNERS), Step(12, Reach.EVERYONE)),
    partners={"Caribou": frozenset({"Lynx"}), "Lynx": frozenset({"Caribou"})},
    reserves={"fr": 1},
    gap_contacts=10,
)
FIRST = ("Aster", "Birchie", "Cricket", "Dimple", "Elmer", "Flurry", "Ginger", "Heron", "Inky", "Jasper")
LAST = (
    "Dreamtup",
    "Fictif",
    "Simulacre",
    "Pasvraie",
    "Madeup",
    "Chimère",
    "Notquite",
    "Sansvrai",
    "Unlikely",
    "Fantaisie",
    "Whimsical",
    "Imaginaire",
)
VOLUNTEERS = 118
# From and to, hours after midnight, and how many people. The last place of an evening is still open.
TURNS = ((0, 8, 12), (8, 16, 28), (14, 22, 24), (16, 24, 20))
WEEKS_OF_CONTACTS, WEEKS_OF_SHIFTS = 16, 3
PLAYED_HOURS, STEP_SECONDS = 10, 5.0
SEED = 1
CHAT_LINE = "north-star"


def fill(organization: Organization, *, at: datetime) -> None:
    """Make the line on first use; later starts bring it up to `at`."""
    people = make_volunteers(organization, at=at)
    make_shifts(organization, people, at=at)
    make_contacts(organization, at=at)
    make_line(organization, at=at)
    if not PolicyVersion.objects.filter(organization=organization).exists():
        director = Worker.objects.get(email="dana@demo.example")
        began = at - timedelta(days=WEEKS_OF_CONTACTS * 7)
        rules.save_draft(POLICY, by=director, at=began)
        rules.publish(by=director, at=began, knowing_gaps=True)
    catch_up(organization, at=at)


@transaction.atomic
def make_volunteers(organization: Organization, *, at: datetime) -> list[Worker]:
    """People who answer, in seven centres; Amina is one more. They are looked for first: an older demonstration has fewer."""
    wanted = [f"volunteer{number + 1}@demo.example" for number in range(VOLUNTEERS)]
    found = {worker.email: worker for worker in Worker.objects.filter(organization=organization, email__in=wanted)}
    new = [
        Worker(
            organization=organization,
            email=email,
            name=f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST)]}",
            language="fr" if number % 5 == 0 else "en",
            password=UNUSABLE_PASSWORD_PREFIX,
            created_at=at,
        )
        for number, email in enumerate(wanted)
        if email not in found
    ]
    Worker.objects.bulk_create(new)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(worker=worker, organization=organization, team=None, role=Role.RESPONDER, starts_at=at)
        for worker in new
    )
    found |= {worker.email: worker for worker in new}
    amina = Worker.objects.filter(organization=organization, email="amina@demo.example").first()
    return [*([amina] if amina else []), *(found[email] for email in wanted)]


@transaction.atomic
def make_shifts(organization: Organization, people: list[Worker], *, at: datetime) -> None:
    """Last week, this week and the next, where nothing is planned yet."""
    monday = week_of(at.astimezone(organization.zone).date())[0] - timedelta(days=7)
    last = PlannedShift.objects.filter(organization=organization).aggregate(last=Max("starts_at"))["last"]
    days = [monday + timedelta(days=number) for number in range(7 * WEEKS_OF_SHIFTS)]
    planned = last.astimezone(organization.zone).date() if last else date.min
    PlannedShift.objects.bulk_create(
        shift for day in days if day > planned for shift in _shifts_of(organization, people, day)
    )


def _shifts_of(organization: Organization, people: list[Worker], day: date) -> Iterator[PlannedShift]:
    """People come in turn, so that nobody works twice a day; two in five speak both languages."""
    place = day.toordinal() * sum(count for _start, _end, count in TURNS)
    for start, end, count in TURNS:
        for number in range(count):
            who = place % len(people)
            place += 1
            starts_at = datetime.combine(day, time(start), tzinfo=organization.zone)
            yield PlannedShift(
                organization=organization,
                worker=None if (start, number) == (16, count - 1) else people[who],
                centre=callers.CENTRES[who % len(callers.CENTRES)],
                languages=["en", "fr"] if who % 5 in (0, 2) else ["en"],
                starts_at=starts_at,
                ends_at=datetime.combine(day, time(), tzinfo=organization.zone) + timedelta(hours=end),
                pause_at=starts_at + timedelta(hours=3, minutes=30 * (number % 4)),
                pause_minutes=30,
            )


@transaction.atomic
def make_line(organization: Organization, *, at: datetime) -> channels.Line:
    """The line that visitors of the demonstration reach: people at consoles answer it, its invented volunteers do not."""
    found = channels.Line.objects.filter(organization=organization, code=CHAT_LINE).first()
    return found or channels.add_line(
        code=CHAT_LINE,
        name_en="North Star Line (demo)",
        name_fr="Ligne Étoile du Nord (démo)",
        channels=["chat", "text", "voice"],
        languages=["en", "fr"],
        by=Worker.objects.get(email="dana@demo.example"),
        at=at,
        confidentiality_en="This is a demonstration: nobody trained is at the other end. Write invented words only.",
        confidentiality_fr="Ceci est une démonstration : personne de formé n’est à l’autre bout. N’écrivez que des mots inventés.",
    )


@transaction.atomic
def make_contacts(organization: Organization, *, at: datetime) -> None:
    """How many came in each quarter of an hour, until yesterday."""
    today = at.astimezone(organization.zone).date()
    last = ArrivalCount.objects.filter(organization=organization).aggregate(last=Max("starts_at"))["last"]
    days = WEEKS_OF_CONTACTS * 7
    if last is not None:
        days = min(days, (today - last.astimezone(organization.zone).date()).days - 1)
    drawn = example.invented(until=today, days=days, a_day=callers.A_DAY, seed=SEED + today.toordinal())
    bulk.insert(
        ArrivalCount,
        (
            {
                "organization_id": organization.pk,
                "starts_at": midnight(day, organization.zone) + timedelta(minutes=15 * quarter),
                "channel": channel.value,
                "language": language,
                "contacts": int(count),
            }
            for day, counts in drawn
            for (channel, language), quarters in counts.items()
            for quarter, count in enumerate(quarters.tolist())
            if count
        ),
        fields=("organization_id", "starts_at", "channel", "language", "contacts"),
    )


def catch_up(organization: Organization, *, at: datetime) -> int:
    """Play the last hours through the router, and keep its facts. Hours that nobody saw are left out. Returns how many facts."""
    latest = RoutingFact.objects.filter(organization=organization).aggregate(latest=Max("at"))["latest"]
    start = at - timedelta(hours=PLAYED_HOURS)
    shifts = on_shift(organization, since=start, until=at)
    new: list[Fact] = []
    with transaction.atomic():
        last = streams.allocate(desks.stream_of(organization), count=0, organization_id=organization.pk).start - 1
        state = desks.replay(organization, until=last)
        line = Line(state, keep=new.append)
        if latest is not None and latest < start:
            callers.go_home(state, line.do, at=latest.timestamp() + 1)
        moment = max(start, latest or start).timestamp()
        while moment < at.timestamp():
            since, moment = moment, min(moment + STEP_SECONDS, at.timestamp())
            line.look(at=moment)
            callers.play(state, line.do, shifts, since=since, at=moment, zone=organization.zone)
        for held in list(state.offered.values()):  # nobody presses between two starts
            line.do(commands.accept, held.offer, responder=held.responder, at=moment)
        desks.write_facts(organization, new)
        desks.keep_state(state, organization, new, at=at)
    return len(new)


def on_shift(organization: Organization, *, since: datetime, until: datetime) -> list[OnShift]:
    rows = PlannedShift.objects.filter(
        organization=organization,
        worker__password__startswith=UNUSABLE_PASSWORD_PREFIX,  # whoever can sign in answers by themselves
        starts_at__lt=until,
        ends_at__gt=since,
    )
    found = rows.select_related("worker").order_by("starts_at", "pk")
    return [_on_shift(row, str(row.worker.public_id)) for row in found if row.worker is not None]


def _on_shift(row: PlannedShift, name: str) -> OnShift:
    pause = (row.pause_at or row.starts_at).timestamp()
    return OnShift(
        name,
        row.centre,
        frozenset(row.languages),
        row.starts_at.timestamp(),
        row.ends_at.timestamp(),
        pause,
        pause + 60 * row.pause_minutes,
    )


# While it is served


def live_on(stop: threading.Event) -> threading.Thread:
    """Play the line every few seconds, in a thread of its own, until `stop` is set."""
    thread = threading.Thread(target=_live, args=(stop,), name="demo-line", daemon=True)
    thread.start()
    return thread


def _live(stop: threading.Event) -> None:
    with wall.system(wall.Purpose.OPERATOR):
        downtown = Organization.objects.get(code="downtown")
    moment = now()
    while not stop.wait(STEP_SECONDS / 2):
        try:
            moment = play_on(downtown, since=moment)
        except OperationalError:
            continue  # the database is busy or going away: what came meanwhile comes with the next turn
        finally:
            close_old_connections()


def play_on(organization: Organization, *, since: datetime) -> datetime:
    """What people did since then, each a command of its own as in a line that serves. Returns until when."""
    at = now()
    with wall.within(organization.pk):
        shifts = on_shift(organization, since=since, until=at)
        # A copy: pages read the desk's own at the same time.
        state = snapshots.from_data(desks.desk.read(organization, snapshots.to_data))

        def do(command: Any, *values: Any, at: float, **named: Any) -> list[Fact]:
            return desks.desk.run(organization, command, *values, at=datetime.fromtimestamp(at, tz=UTC), **named)

        callers.play(
            state,
            do,
            shifts,
            since=since.timestamp(),
            at=at.timestamp(),
            zone=organization.zone,
            real=at_consoles(organization),
        )
    return at


def at_consoles(organization: Organization) -> frozenset[str]:
    """Those whose page lives: people, not the demonstration's."""
    return frozenset(SignOfLife.objects.filter(organization=organization).values_list("responder", flat=True))
