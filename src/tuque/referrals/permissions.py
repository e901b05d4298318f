"""Who may do what with inquiries and referrals: the only place of this room that compares roles.

| role | hears needs, refers, follows up | reads the figures of needs | opens an event |
|---|---|---|---|
| responder | yes | - | - |
| case worker, navigator | yes | yes | - |
| supervisor, director | yes | yes | yes |
| coordinator, analyst | - | yes | - |

A service answers by its link, without an account.
"""

from tuque.accounts.api import Role, Worker

SPECIALISTS = (Role.RESPONDER, Role.CASE_WORKER, Role.NAVIGATOR, Role.SUPERVISOR, Role.DIRECTOR)
COUNTERS = (Role.CASE_WORKER, Role.NAVIGATOR, Role.SUPERVISOR, Role.DIRECTOR, Role.COORDINATOR, Role.ANALYST)
LEADS = (Role.SUPERVISOR, Role.DIRECTOR)


def can_refer(worker: Worker) -> bool:
    return worker.holds(*SPECIALISTS)


def can_count(worker: Worker) -> bool:
    return worker.holds(*COUNTERS)


def can_lead(worker: Worker) -> bool:
    return worker.holds(*LEADS)
