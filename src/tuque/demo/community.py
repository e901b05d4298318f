"""Who is in the demonstration: six organizations, five street teams, and someone to sign in for each role."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from tuque.accounts.models import Organization, RoleAssignment, Team, Worker
from tuque.accounts.roles import Role
from tuque.core.clock import now
from tuque.forms import api as forms

PASSWORD = "green tuque on the corner"  # noqa: S105  printed for everyone: the demonstration holds nothing real

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
)


def ensure(*, interactions: int) -> None:
    """Make the community on first use; later starts find it as it was left."""
    if not Organization.objects.filter(code="downtown").exists():
        make(at=now())


@transaction.atomic
def make(*, at: datetime) -> None:
    for code, name in ORGANIZATIONS:
        Organization.objects.create(code=code, name=name, created_at=at)
    downtown = Organization.objects.get(code="downtown")
    teams = {
        code: Team.objects.create(organization=downtown, code=code, name_en=english, name_fr=french)
        for code, english, french in TEAMS
    }
    forms.install_starter(downtown, at=at)
    password = make_password(PASSWORD)
    for person in CAST:
        worker = Worker.objects.create(
            organization=downtown,
            email=person.email,
            name=person.name,
            language=person.language,
            password=password,
            created_at=at,
        )
        for role in person.roles:
            RoleAssignment.objects.create(
                worker=worker, organization=downtown, team=teams.get(person.team), role=role, starts_at=at
            )


def welcome(*, address: str) -> str:
    """What the terminal says once the demonstration is served."""
    people = "\n".join(f"  {person.email:<22} {', '.join(role.value for role in person.roles)}" for person in CAST)
    return f"Tuque is at {address}\nSign in with any of these; the password is: {PASSWORD}\n{people}"
