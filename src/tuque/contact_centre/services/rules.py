"""Every write of the line's rules: drafted, published, undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.routing.checking import check
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.selectors import rota
from tuque.core.problems import Problem

Status = PolicyVersion.Status


@dataclass
class RulesUnsound(Problem):
    """The draft could leave someone without an answer."""

    code = "contact_centre.rules_unsound"
    status = 409

    def message(self) -> str:
        return _(
            "These rules could leave someone without an answer. Read what was found, correct the draft, then publish."
        )


@dataclass
class NothingToPublish(Problem):
    code = "contact_centre.nothing_to_publish"
    status = 409

    def message(self) -> str:
        return _(
            "There is no draft to publish, or no former rules to go back to. Reload the page to see what is in force."
        )


@transaction.atomic
def save_draft(policy: Policy, *, by: Worker, at: datetime) -> PolicyVersion:
    """Write the draft, or change the one there is. Sound or not: a draft may be half done."""
    permissions.check_can_write_rules(by)
    version, _made = PolicyVersion.objects.update_or_create(
        organization=by.organization,
        status=Status.DRAFT,
        defaults={"data": policies.to_data(policy), "changed_at": at},
        create_defaults={
            "data": policies.to_data(policy),
            "changed_at": at,
            "number": _next_number(by.organization),
        },
    )
    audit.record("contact_centre.rules_drafted", by=by, subject=version, at=at)
    return version


@dataclass
class HoursUncovered(Problem):
    """The shift plan leaves hours without anyone, or without anyone of a language."""

    code = "contact_centre.hours_uncovered"
    status = 409

    def message(self) -> str:
        return _(
            "With the present shift plan, these rules leave hours in which nobody can answer. Fill them, or tick that you know it, then publish."
        )


def publish(*, by: Worker, at: datetime, knowing_gaps: bool = False) -> None:
    """Put the draft in force, in the line and in the books at once.

    Raises NothingToPublish, RulesUnsound, or HoursUncovered unless the director says that they know of the hours without anyone.
    """
    permissions.check_can_write_rules(by)
    draft = PolicyVersion.objects.filter(organization=by.organization, status=Status.DRAFT).first()
    if draft is None:
        raise NothingToPublish
    policy = policies.from_data(draft.data)
    if any(finding.is_blocking for finding in check(policy)):
        raise RulesUnsound
    uncovered = any(found.is_blocking for found in rota.find_gaps(by.organization, policy, at=at))
    if uncovered and not knowing_gaps:
        raise HoursUncovered
    act = "contact_centre.rules_published_with_gaps" if uncovered else "contact_centre.rules_published"
    _put_in_force(policy, draft, act=act, by=by, at=at)


def undo(*, by: Worker, at: datetime) -> None:
    """Put the last former rules in force again, as a new version. Raises NothingToPublish when there are none."""
    permissions.check_can_write_rules(by)
    former = (
        PolicyVersion.objects.filter(organization=by.organization, status=Status.FORMER).order_by("-number").first()
    )
    if former is None:
        raise NothingToPublish
    again = PolicyVersion(organization=by.organization, number=_next_number(by.organization), data=former.data)
    _put_in_force(policies.from_data(former.data), again, act="contact_centre.rules_undone", by=by, at=at)


def _put_in_force(policy: Policy, version: PolicyVersion, *, act: str, by: Worker, at: datetime) -> None:
    def write(state: State, new: list[facts.Fact]) -> None:
        # Under the line's lock: two who publish at once follow one another.
        in_force = PolicyVersion.objects.filter(organization=by.organization, status=Status.IN_FORCE)
        in_force.update(status=Status.FORMER)
        version.status, version.changed_at, version.published_at = Status.IN_FORCE, at, at
        version.save()
        audit.record(act, by=by, subject=version, at=at, details={"number": version.number})

    desk.run(by.organization, commands.set_policy, policy, at=at, also=write)


def _next_number(organization: Organization) -> int:
    last: Mapping[str, Any] = PolicyVersion.objects.filter(organization=organization).aggregate(last=Max("number"))
    return int(last["last"] or 0) + 1
