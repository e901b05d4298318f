"""One cast for every test: two organizations, and people whose day everyone knows."""

from dataclasses import dataclass
from datetime import datetime

from tuque.accounts.models import Organization, RoleAssignment, Team, Worker
from tuque.accounts.roles import Role


@dataclass(frozen=True)
class Cast:
    """`amina` takes contacts, `luc` dispatches, `noor` is in the field, `bea` supervises, `dana` directs, `carl` is a
    case worker; `odile` holds every role in another organization and must see nothing of this one."""

    downtown: Organization
    elsewhere: Organization
    foot_patrol: Team
    van: Team
    workers: dict[Role, Worker]
    odile: Worker

    @property
    def amina(self) -> Worker:
        return self.workers[Role.RESPONDER]

    @property
    def luc(self) -> Worker:
        return self.workers[Role.DISPATCHER]

    @property
    def noor(self) -> Worker:
        return self.workers[Role.FIELD_WORKER]

    @property
    def bea(self) -> Worker:
        return self.workers[Role.SUPERVISOR]

    @property
    def dana(self) -> Worker:
        return self.workers[Role.DIRECTOR]

    @property
    def carl(self) -> Worker:
        return self.workers[Role.CASE_WORKER]


NAMES = {
    Role.RESPONDER: "Amina Example",
    Role.DISPATCHER: "Luc Example",
    Role.FIELD_WORKER: "Noor Example",
    Role.SUPERVISOR: "Bea Example",
    Role.DIRECTOR: "Dana Example",
    Role.CASE_WORKER: "Carl Example",
}


def make_cast(*, at: datetime) -> Cast:
    downtown = Organization.objects.create(code="downtown", name="Downtown Team", created_at=at)
    elsewhere = Organization.objects.create(code="elsewhere", name="Elsewhere Agency", created_at=at)
    foot_patrol = Team.objects.create(
        organization=downtown, code="foot-patrol", name_en="Foot patrol", name_fr="Patrouille à pied"
    )
    van = Team.objects.create(organization=downtown, code="van", name_en="Van", name_fr="Fourgonnette")
    there = Team.objects.create(organization=elsewhere, code="there", name_en="There", name_fr="Là-bas")
    workers = {role: _worker(downtown, NAMES.get(role, f"{role.value} Example"), at=at) for role in Role}
    odile = _worker(elsewhere, "Odile Example", at=at)
    Worker.objects.bulk_create([*workers.values(), odile])  # made for nearly every test: in two statements
    RoleAssignment.objects.bulk_create(
        _role(worker, role, team=of_a_team if role in {Role.FIELD_WORKER, Role.SUPERVISOR} else None, at=at)
        for everyone, of_a_team in ((workers, foot_patrol), (dict.fromkeys(Role, odile), there))
        for role, worker in everyone.items()
    )
    return Cast(downtown, elsewhere, foot_patrol, van, workers, odile)


def worker(organization: Organization, name: str, *, at: datetime, language: str = "en") -> Worker:
    made = _worker(organization, name, at=at, language=language)
    made.save()
    return made


def give_role(worker: Worker, role: Role, *, at: datetime, team: Team | None = None) -> RoleAssignment:
    made = _role(worker, role, at=at, team=team)
    made.save()
    return made


def _worker(organization: Organization, name: str, *, at: datetime, language: str = "en") -> Worker:
    address = f"{name.split()[0].lower()}@{organization.code}.example"
    return Worker(organization=organization, email=address, name=name, language=language, created_at=at)


def _role(worker: Worker, role: Role, *, at: datetime, team: Team | None = None) -> RoleAssignment:
    return RoleAssignment(worker=worker, organization=worker.organization, team=team, role=role, starts_at=at)
