"""What may be read of the line's rules: those of the viewer's own organization."""

import json
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import QuerySet

from tuque.accounts.api import Organization, Worker
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.simulator.day import busy_hour
from tuque.contact_centre.simulator.peers import OURS
from tuque.contact_centre.simulator.results import Results, summarize
from tuque.contact_centre.simulator.running import run_day
from tuque.contact_centre.simulator.tables import without_writing

DAYS = 4
PRESS_SECONDS = 3.0


def find_version(organization: Organization, status: str) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(organization=organization, status=status).first()


def list_former(viewer: Worker) -> QuerySet[PolicyVersion]:
    """What was in force before, the last one first."""
    former = PolicyVersion.Status.FORMER
    return PolicyVersion.objects.filter(organization=viewer.organization, status=former).order_by("-number")


def policy_of(version: PolicyVersion | None) -> Policy:
    """The rules of a version; the reference policy when there is none."""
    return policies.from_data(version.data) if version else OURS


@dataclass(frozen=True)
class Compared:
    """The rules in force and the draft, on the same drawn days."""

    in_force: Results
    draft: Results


def compare(in_force: Policy, draft: Policy) -> Compared:
    """Both on DAYS reference days; people take a few seconds to press. A second or two, kept for the next reading."""
    return Compared(_simulated(key_of(in_force)), _simulated(key_of(draft)))


def key_of(policy: Policy) -> str:
    """The rules as one text, equal for equal rules."""
    return json.dumps(policies.to_data(policy), sort_keys=True)


def policy_from(written: str) -> Policy:
    """What `key_of` wrote."""
    return policies.from_data(json.loads(written))


@lru_cache(maxsize=32)
def _simulated(written: str) -> Results:
    policy = without_writing(policy_from(written))
    day = replace(busy_hour(), accept_seconds=PRESS_SECONDS)
    return summarize([run_day(day, policy, seed=seed) for seed in range(DAYS)])
