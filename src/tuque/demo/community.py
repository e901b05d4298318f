"""Who is in the demonstration: six organizations, five street teams, and someone to sign in for each role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max, QuerySet

from tuque.accounts.models import Organization, RoleAssignment, Team, Worker
from tuque.accounts.roles import Role
from tuque.agreements import services as agreements
from tuque.agreements.clauses import Written
from tuque.agreements.codes import ConsentRule, DataClass, Purpose
from tuque.config.spoken import gettext as _
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.problems import Problem
from tuque.demo import (
    assessments,
    desk,
    line,
    loading,
    needs,
    neighbours,
    pockets,
    public_lines,
    scripted,
    services,
    shelves,
    talks,
    town,
)
from tuque.forms import api as forms
from tuque.geo.models import AreaLayer
from tuque.insight.models import UnitCost
from tuque.interactions.models import Interaction
from tuque.people import api as people

PASSWORD = "green tuque on the corner"  # noqa: S105  printed for everyone: the demonstration holds nothing real

DOMAIN = "demo.example"

ORGANIZATIONS = (
    ("downtown", "Downtown Street Team (demo)"),
    ("shelter", "Windmill Shelter (demo)"),
    ("clinic", "Birch Street Clinic (demo)"),
    ("line", "North Star Line (demo)"),
    ("city", "City of Exampleville (demo)"),
    ("francophone", "Maison des Exemples (démo)"),
)
TEAMS = (
    ("foot-north", "Foot patrol north", "Patrouille à pied nord"),
    ("foot-south", "Foot patrol south", "Patrouille à pied sud"),
    ("medical", "Mobile first aid", "Premiers soins mobiles"),
    ("van", "Transport van", "Fourgonnette de transport"),
    ("desk", "Case work desk", "Bureau de suivi"),
)


FIRST_STEPS = {
    "noor@demo.example": _("field worker: log a check-in in two taps, start a wait, find your records"),
    "bea@demo.example": _(
        "supervisor: the board and the map of the north patrol; the line now, and who was asked and why"
    ),
    "dana@demo.example": _(
        "director: boards, hot spots, the funder's report, import, export, keys; the line's rules and its people"
    ),
    "carl@demo.example": _("case worker: calls, visits and court dates at the desk"),
    "luc@demo.example": _("dispatcher, en français: the board of the whole organization"),
    "amina@demo.example": _("responder, en français: the console of the crisis line, and nothing else"),
    "ana@demo.example": _("analyst, en français: boards, export, without names or notes"),
    "paz@demo.example": _("privacy officer: who did what, when"),
    "tom@demo.example": _("administrator: invite people, give roles, end sessions"),
    "eli@demo.example": _("directory editor, en français: services, whom they are for, letters to those who give them"),
}
SEED = 1


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    language: str
    roles: tuple[Role, ...]
    team: str = ""


CAST = (
    Person("noor@demo.example", "Noor Samplewalk", "en", (Role.FIELD_WORKER,), "foot-north"),
    Person("bea@demo.example", "Bea Testlake", "en", (Role.SUPERVISOR,), "foot-north"),
    Person("dana@demo.example", "Dana Mockingford", "en", (Role.DIRECTOR,)),
    Person("carl@demo.example", "Carl Placeholder", "en", (Role.CASE_WORKER,), "desk"),
    Person("luc@demo.example", "Luc Bonexemple", "fr", (Role.DISPATCHER,)),
    Person("amina@demo.example", "Amina Essai", "fr", (Role.RESPONDER,)),
    Person("ana@demo.example", "Ana Figurine", "fr", (Role.ANALYST,)),
    Person("paz@demo.example", "Paz Sealwright", "en", (Role.PRIVACY_OFFICER,)),
    Person("tom@demo.example", "Tom Keyring", "en", (Role.ADMINISTRATOR,)),
    Person("eli@demo.example", "Eli Répertoire-Fictif", "fr", (Role.DIRECTORY_EDITOR,)),
)


# The rest of the seventy: first names of things, last names of places that do not exist.
FIRST = ("Acorn", "Bramble", "Cedar", "Clover", "Dapple", "Ember", "Fern", "Gale", "Hazel", "Juniper", "Lark", "Maple")
LAST = ("Madeupsky", "Inventeur", "Nonesuch", "Faketon", "Pretendre")
OTHERS = 70 - len(CAST) - len(neighbours.PEOPLE)
STREET = ("foot-north", "foot-south", "medical", "van")
PARTICIPANTS = tuple(
    f"{first} {last}"
    for first in ("Biscuit", "Domino", "Gumdrop", "Marmalade", "Nutmeg", "Pickle", "Pompom", "Waffle")
    for last in ("Imagined", "Fabulé", "Storybook")
)
COSTS = (
    (
        "police-hour",
        "Police officer, one hour",
        "Policière ou policier, une heure",
        95,
        "hour",
        104,
        ("conflict", "mental_health", "wait"),
    ),
    ("ambulance-trip", "Ambulance, one trip", "Ambulance, un déplacement", 780, "trip", 0, ("transport",)),
    ("emergency-visit", "Emergency room, one visit", "Urgence, une visite", 300, "visit", 0, ("medical",)),
)


def ensure(*, interactions: int, tell: Callable[[int], None] = lambda written: None) -> None:
    """Make the community on first use. Later starts find it as it was left, with what happened since its last record."""
    moment = now()
    downtown = find_own()
    if downtown is None:
        downtown = make(at=moment)
        loading.load(downtown, count=interactions, start=moment - timedelta(days=365), end=moment, seed=SEED, tell=tell)
        assessments.fill(downtown, at=moment)
    else:
        newest = Interaction.objects.filter(organization=downtown).aggregate(newest=Max("occurred_at"))["newest"]
        if newest is not None and moment - newest > timedelta(hours=1):
            count = round(interactions * ((moment - newest) / timedelta(days=365)))
            loading.load(downtown, count=count, start=newest, end=moment, seed=int(newest.timestamp()), tell=tell)
    neighbours.fill(at=moment, seed=SEED)
    shelves.fill(downtown, at=moment)
    line.fill(downtown, at=moment)
    talks.fill(downtown, line.make_line(downtown, at=moment), at=moment)
    for room in (pockets, services, needs, desk, public_lines, scripted):
        room.fill(downtown, at=moment)


@dataclass
class NotTheDemonstration(Problem):
    """A site that is somebody's own: nothing invented goes into it."""

    code, status = "demo.not_the_demonstration", 409
    organization: str

    def message(self) -> str:
        return _(
            "This site is a real one: it has the organization “%(organization)s”, which is not the demonstration’s. Nothing was added. Set TUQUE_DATA_DIR to another folder, or TUQUE_DATABASE_URL to another database."
        ) % {"organization": self.organization}


def find_own() -> Organization | None:
    """The demonstration's first organization; None on a site that has none yet. Raises NotTheDemonstration."""
    with wall.system(wall.Purpose.OPERATOR):
        found = accounts().filter(email=f"dana@{DOMAIN}", organization__code="downtown").first()
        if found is not None:
            return found.organization
        stranger = Organization.objects.order_by("pk").first()
    if stranger is not None:
        raise NotTheDemonstration(organization=stranger.code)
    return None


def accounts() -> QuerySet[Worker]:
    """Whoever is invented, by their address: under `.example` nobody has a real one. Read as the operator."""
    return Worker.objects.filter(email__endswith=f"@{DOMAIN}")


def real_organizations() -> int:
    """How many organizations are not the demonstration's."""
    with wall.system(wall.Purpose.OPERATOR):
        return Organization.objects.exclude(name__in=[name for _code, name in ORGANIZATIONS]).count()


@transaction.atomic
def make(*, at: datetime) -> Organization:
    """Six organizations, the teams and workers of the first, its forms, places, boundaries and costs."""
    for code, name in ORGANIZATIONS:
        organization = Organization.objects.create(code=code, name=name, created_at=at)
        forms.install_starter(organization, at=at)
    downtown = Organization.objects.get(code="downtown")
    teams = {
        code: Team.objects.create(organization=downtown, code=code, name_en=english, name_fr=french)
        for code, english, french in TEAMS
    }
    password = make_password(PASSWORD)
    make_workers(teams, password=password, at=at)
    make_neighbours(town.make_boundaries(downtown, at=at), password=password, at=at)
    town.make_places(downtown)
    make_participants(downtown, at=at)
    make_costs(downtown, at=at)
    make_agreement(downtown, at=at)
    return downtown


def make_workers(teams: dict[str, Team], *, password: str, at: datetime) -> None:
    """Those who can sign in, one for each role, and the rest of the seventy downtown, who cannot."""
    downtown = next(iter(teams.values())).organization
    for person in CAST:
        worker = make_worker(downtown, person.email, person.name, language=person.language, password=password, at=at)
        for role in person.roles:
            give_role(worker, role, team=teams.get(person.team), at=at)
    for number in range(OTHERS):
        name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
        address = f"worker{number + 1}@demo.example"
        worker = make_worker(downtown, address, name, language="fr" if number % 4 == 0 else "en", password="!", at=at)  # noqa: S106  cannot sign in
        at_desk = number % 9 == 8
        team = teams["desk" if at_desk else STREET[number % len(STREET)]]
        give_role(worker, Role.CASE_WORKER if at_desk else Role.FIELD_WORKER, team=team, at=at)


def make_neighbours(layer: AreaLayer, *, password: str, at: datetime) -> None:
    """The other five: someone who can sign in at each, and their teams."""
    for one in neighbours.NEIGHBOURS:
        organization = Organization.objects.get(code=one.code)
        team = neighbours.make_ground(organization, one, layer=layer, at=at)
        for person in (person for person in neighbours.PEOPLE if person.organization == one.code):
            secret = password if person.signs_in else "!"
            worker = make_worker(
                organization, person.email, person.name, language=person.language, password=secret, at=at
            )
            for role in person.roles:
                give_role(worker, role, team=team if role == Role.FIELD_WORKER else None, at=at)
    shelter = Organization.objects.get(code="shelter")
    stranger = make_worker(shelter, "odile@demo.example", "Odile Ailleurs", language="fr", password=password, at=at)
    for role in (Role.DIRECTOR, Role.PRIVACY_OFFICER):  # as in a small agency
        give_role(stranger, role, team=None, at=at)


def make_worker(
    organization: Organization, email: str, name: str, *, language: str, password: str, at: datetime
) -> Worker:
    return Worker.objects.create(
        organization=organization, email=email, name=name, language=language, password=password, created_at=at
    )


def give_role(worker: Worker, role: Role, *, team: Team | None, at: datetime) -> None:
    RoleAssignment.objects.create(worker=worker, organization=worker.organization, team=team, role=role, starts_at=at)


def make_participants(organization: Organization, *, at: datetime) -> None:
    """Invented participants, each with recorded consent."""
    director = Worker.objects.get(email="dana@demo.example")
    agreement = people.Agreement(means=people.Consent.Means.SPOKEN, language="en")
    for name in PARTICIPANTS:
        people.create_person(name=name, agreement=agreement, by=director, at=at - timedelta(days=30))


def make_agreement(organization: Organization, *, at: datetime) -> None:
    """One agreement in force with the agency where Odile directs; and one that waits for Dana's signature."""
    dana, odile = (Worker.objects.get(email=f"{name}@demo.example") for name in ("dana", "odile"))
    shared = agreements.draft_agreement(
        title_en="Evenings downtown",
        title_fr="Soirées au centre-ville",
        partners=[odile.organization],
        starts_at=at - timedelta(days=200),
        ends_at=at + timedelta(days=400),
        by=dana,
        at=at,
    )
    what = [DataClass.ACTIVITY, DataClass.AREA, DataClass.PEOPLE, DataClass.WORDS, DataClass.IDENTITY]
    why = [Purpose.COORDINATION, Purpose.FOLLOW_UP]
    agreements.save_clause(shared, clause(organization, odile.organization, why, what, days=90), by=dana, at=at)
    agreements.propose(shared, by=dana, at=at)
    for director, capacity in ((dana, "Executive director"), (odile, "Directrice générale")):
        agreements.sign(shared, capacity=capacity, by=director, at=at)
    asked = agreements.draft_agreement(
        title_en="Yearly evaluation",
        title_fr="Évaluation annuelle",
        partners=[organization],
        starts_at=at,
        ends_at=at + timedelta(days=365),
        by=odile,
        at=at,
    )
    counts = [DataClass.ACTIVITY, DataClass.PEOPLE]
    agreements.save_clause(
        asked, clause(organization, odile.organization, [Purpose.EVALUATION], counts), by=odile, at=at
    )
    agreements.propose(asked, by=odile, at=at)
    agreements.sign(asked, capacity="Directrice générale", by=odile, at=at)


def clause(
    giver: Organization,
    reader: Organization,
    purposes: list[Purpose],
    classes: list[DataClass],
    *,
    days: int | None = None,
) -> Written:
    return Written(
        giver=giver.public_id,
        reader=reader.public_id,
        purposes=purposes,
        classes=classes,
        roles=[Role.SUPERVISOR, Role.DIRECTOR],
        consent=ConsentRule.PERSONAL,
        within_days=days,
    )


def make_costs(organization: Organization, *, at: datetime) -> None:
    for code, name_en, name_fr, amount, unit, minutes, applies_to in COSTS:
        UnitCost.objects.create(
            organization=organization,
            code=code,
            name_en=name_en,
            name_fr=name_fr,
            amount=amount,
            unit=unit,
            minutes_per_interaction=minutes,
            applies_to=list(applies_to),
            year=at.year,
            source="Invented for the demonstration: replace with your own / Inventé pour la démonstration : à remplacer",
            starts_at=at - timedelta(days=366),
        )


def directors() -> list[str]:
    """Who signs in elsewhere."""
    return ["odile@demo.example", *(person.email for person in neighbours.PEOPLE if person.signs_in)]


def welcome(*, address: str) -> str:
    """What the terminal says once the demonstration is served."""
    return "\n".join(
        [
            "",
            _("Tuque is at %(address)s  (Ctrl+C stops it)") % {"address": address},
            "",
            _("Everyone signs in with the password:  %(password)s") % {"password": PASSWORD},
            "",
            *(f"  {person.email:<20} {FIRST_STEPS[person.email]}" for person in CAST),
            "",
            _("The directors of the other organizations, each with records of its own: %(who)s")
            % {"who": ", ".join(directors())},
            "",
            _("Try first: noor logs a check-in on a phone; dana watches the board move. Everything here is invented."),
            "",
        ]
    )
