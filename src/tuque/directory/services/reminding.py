"""Letters to providers whose records were not verified for long: one for each step of the ladder, with the link to their own record.

A person sends them, or they leave by themselves where the organization turned that on, once a day. A link and the message of the outbox
that writes its letter are kept together: a letter that was asked for leaves, whatever dies meanwhile.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Max, Q, TextField, Value, When
from django.urls import reverse

from tuque.accounts import letters
from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.core import outbox, wall
from tuque.core.clock import now
from tuque.core.wall import Purpose
from tuque.directory.duplicates import reading
from tuque.directory.models import ReminderPlan, Service, UnwantedAddress, UpdateLink
from tuque.directory.models.upkeep import Letter
from tuque.directory.quality import DAYS_IN_MONTH, STEPS_MONTHS
from tuque.directory.services import upkeep

AT_ONCE, IN_A_DAY = 50, 200
FROM_MONTHS = 6
FROM_HOUR = 9  # of the organization's own day
TOPIC = "directory.remind"
A_DAY, MOST_TO_ONE = timedelta(hours=20), 5
ADDRESS = Case(
    When(~Q(email=""), then="email"),
    When(agency__gone_at__isnull=True, agency__email__gt="", then="agency__email"),
    default=Value(""),
    output_field=TextField(),
)
GIVEN_UP = timedelta(hours=2)  # a letter of the ladder that did not leave in so long: the service is due again


class TryLater(Exception):
    """It did not leave: the outbox tries again."""


def due(organization_id: int, *, today: date, months: int = FROM_MONTHS, limit: int | None = None) -> list[Service]:
    """Services with an address to write to, their own or their agency's, unverified for `months` or longer (or ever), the longest first; none that was written to
    since it came to the step where it stands, none whose address asked not to be written to."""
    keys = due_keys(organization_id, today=today, months=months)[:limit]
    rows = Service.objects.select_related("agency", "source", "organization").in_bulk(keys)
    return [rows[key] for key in keys]


def due_keys(organization_id: int, *, today: date, months: int = FROM_MONTHS) -> list[int]:
    """The same, as primary keys: of tens of thousands in a fraction of a second. To one address no more than a few a day: the other
    services of a large agency are due tomorrow."""
    first_step = today - timedelta(days=round(months * DAYS_IN_MONTH))
    rows = (
        reading.live(organization_id)
        .filter(Q(assured_date=None) | Q(assured_date__lte=first_step), is_public=True)
        .annotate(address=ADDRESS)
        .exclude(address="")
        .order_by(F("assured_date").asc(nulls_first=True), "pk")
        .values_list("pk", "assured_date", "address")
    )
    links = UpdateLink.objects.filter(organization_id=organization_id, withdrawn_at__isnull=True)
    asked = dict(links.values_list("service").annotate(Max("created_at")))
    unwanted = set(UnwantedAddress.objects.filter(organization_id=organization_id).values_list("email", flat=True))
    lately = links.filter(created_at__gte=now() - A_DAY).values_list("email", flat=True)
    written_to = Counter(address.strip().lower() for address in lately)
    steps: dict[date | None, date | None] = {}  # a directory is verified on few days
    found = []
    for key, verified_on, email in rows:
        if verified_on not in steps:
            steps[verified_on] = stepped_on(verified_on, today=today, months=months)
        since, last, address = steps[verified_on], asked.get(key), email.strip().lower()
        is_due = since is not None and (last is None or last.date() < since)
        if is_due and address not in unwanted and written_to[address] < MOST_TO_ONE:
            written_to[address] += 1
            found.append(key)
    return found


def address_of(service: Service) -> str:
    """Its own, or that of its agency."""
    return service.email or (service.agency.email if service.agency and not service.agency.gone_at else "")


def stepped_on(verified_on: date | None, *, today: date, months: int) -> date | None:
    """When a record came to the highest step that it has reached, of those from `months` on; None before the first of them. What
    was never verified stands there from the beginning."""
    if verified_on is None:
        return date.min + timedelta(days=1)
    reached = [verified_on + timedelta(days=round(step * DAYS_IN_MONTH)) for step in STEPS_MONTHS if step >= months]
    return max((day for day in reached if day <= today), default=None)


def has_mail() -> bool:
    return bool(settings.EMAIL_SETTINGS.get("host"))


@transaction.atomic
def ask(service: Service, *, origin: str, by: Worker | None, at: datetime) -> UpdateLink:
    """Have the provider written to once this is committed; the service is due no more, unless the letter cannot leave."""
    language = service.written_in if service.written_in in dict(settings.LANGUAGES) else "en"
    link, _token = upkeep.make_link(service=service, email=address_of(service), language=language, by=by, at=at)
    post(link, origin=origin, at=at, is_of_ladder=True)
    return link


@transaction.atomic
def ask_all(services: Sequence[Service], *, origin: str, by: Worker, at: datetime) -> int:
    for service in services:
        ask(service, origin=origin, by=by, at=at)
    return len(services)


@transaction.atomic
def ask_by_hand(
    service: Service, *, email: str, language: str, origin: str, by: Worker, at: datetime
) -> tuple[UpdateLink, str]:
    """A link for whatever address, and its secret to be shown; the letter leaves where mail is set up."""
    link, token = upkeep.make_link(service=service, email=email, language=language, by=by, at=at)
    if has_mail():
        post(link, origin=origin, at=at, is_of_ladder=False)
    return link, token


def post(link: UpdateLink, *, origin: str, at: datetime, is_of_ladder: bool) -> None:
    """In the caller's transaction."""
    link.letter = Letter.WAITING
    link.save(update_fields=["letter"])
    payload = {"link": str(link.public_id), "origin": origin, "ladder": is_of_ladder}
    outbox.post(TOPIC, payload, at=at, organization_id=link.organization_id)


def write(payload: Mapping[str, object], message: UUID) -> None:
    """A message of the outbox: the letter of one link, unless it is wanted no more. Tried again, it carries the same link."""
    if "link" not in payload:
        return  # of a former release, which made the link with the letter: the service is still due
    links = UpdateLink.objects.select_related("service", "organization")
    link = links.filter(public_id=str(payload["link"]), letter=Letter.WAITING).first()
    if link is None:
        return
    at = now()
    if not _is_wanted(link, is_of_ladder=bool(payload.get("ladder"))):
        UpdateLink.objects.filter(pk=link.pk).update(letter=Letter.NONE, withdrawn_at=at)
        return
    context = {
        "service": link.service,
        "link": f"{payload['origin']}{reverse('directory:update', args=[upkeep.token_again(link)])}",
        "organization": link.organization,
        "expires_at": link.expires_at,
    }
    if letters.send("directory/update", to=link.email, language=link.language, context=context):
        UpdateLink.objects.filter(pk=link.pk).update(letter=Letter.SENT)
    elif payload.get("ladder") and at - link.created_at > GIVEN_UP:
        UpdateLink.objects.filter(pk=link.pk).update(letter=Letter.FAILED, withdrawn_at=at)
    else:
        raise TryLater


def _is_wanted(link: UpdateLink, *, is_of_ladder: bool) -> bool:
    """Whether the letter is still to be written: not when it was answered, verified, taken out, turned off or asked not to be."""
    row = link.service
    if link.answered_at or link.withdrawn_at or row.gone_at or row.merged_into:
        return False
    if not is_of_ladder:
        return True
    unwanted = UnwantedAddress.objects.filter(organization_id=link.organization_id, email=link.email.strip().lower())
    if unwanted.exists() or not row.is_public:
        return False
    if row.assured_date and row.assured_date >= link.created_at.astimezone(link.organization.zone).date():
        return False
    is_by_itself = link.sent_by_id is None
    return not is_by_itself or ReminderPlan.objects.filter(organization_id=link.organization_id, is_on=True).exists()


@transaction.atomic
def set_plan(*, is_on: bool, from_months: int, origin: str, by: Worker, at: datetime) -> ReminderPlan:
    """Have letters leave by themselves, or no longer. `origin` is this site as those who read a letter reach it."""
    told = {"is_on": is_on, "from_months": from_months, "origin": origin, "changed_at": at, "by": by}
    plan, _made = ReminderPlan.objects.update_or_create(organization=by.organization, defaults=told)
    audit.record("directory.reminders_set", by=by, subject=plan, at=at, details={"on": is_on, "months": from_months})
    return plan


def tend(*, at: datetime) -> int:
    """Once a day, from nine in the morning, for each organization that turned it on: have letters written; how many.

    Harmless to call twice, or in two processes. Nothing is done where no mail is set up: the services stay due.
    """
    if not has_mail():
        return 0
    with wall.system(Purpose.OPERATOR):
        organizations = list(Organization.objects.filter(is_active=True).order_by("pk"))
    return sum(_tend(organization, at=at) for organization in organizations)


def _tend(organization: Organization, *, at: datetime) -> int:
    here = at.astimezone(organization.zone)
    with wall.within(organization.pk), transaction.atomic():
        plan = ReminderPlan.objects.select_for_update().filter(organization=organization, is_on=True).first()
        if plan is None or here.hour < FROM_HOUR or plan.looked_on == here.date():
            return 0
        plan.looked_on = here.date()
        plan.save(update_fields=["looked_on"])
        waiting = due(organization.pk, today=here.date(), months=plan.from_months, limit=IN_A_DAY)
        for row in waiting:
            ask(row, origin=plan.origin, by=None, at=at)
        return len(waiting)


@transaction.atomic
def write_no_more(*, link: UpdateLink, at: datetime) -> None:
    """Whoever holds the link asked not to be written to: about no service of this organization."""
    UnwantedAddress.objects.get_or_create(
        organization_id=link.organization_id, email=link.email.strip().lower(), defaults={"said_at": at}
    )
    audit.record("directory.letters_unwanted", subject=link.service, at=at, actor_kind="provider")


@transaction.atomic
def write_again(*, address: UnwantedAddress, by: Worker, at: datetime) -> None:
    audit.record("directory.letters_wanted_again", by=by, subject=address, at=at)
    address.delete()
