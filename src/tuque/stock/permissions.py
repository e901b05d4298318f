"""Who may do what with the stock: the only place of this room that compares roles.

| role | what is left, history | receives, moves, counts, throws away | whose donation | sets up |
|---|---|---|---|---|
| field worker, case worker | the organization's | yes; undoes their own | their own receipts | - |
| supervisor | the organization's | yes; undoes all | yes | - |
| director | the organization's | yes; undoes all | yes | yes |
| dispatcher | the organization's | - | - | - |
| others | - | - | - | - |
"""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused
from tuque.stock.models import Act

KEEPERS = (Role.FIELD_WORKER, Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR)
READERS = (*KEEPERS, Role.DISPATCHER)
LEADS = (Role.SUPERVISOR, Role.DIRECTOR)
CONFIGURES = (Role.DIRECTOR,)


def check_can_read(worker: Worker) -> None:
    if not worker.holds(*READERS):
        raise PermissionRefused


def check_can_keep(worker: Worker) -> None:
    if not worker.holds(*KEEPERS):
        raise PermissionRefused


def can_keep(worker: Worker) -> bool:
    return worker.holds(*KEEPERS)


def can_configure(worker: Worker) -> bool:
    return worker.holds(*CONFIGURES)


def check_can_configure(worker: Worker) -> None:
    if not can_configure(worker):
        raise PermissionRefused


def can_see_donor(worker: Worker, act: Act) -> bool:
    return worker.holds(*LEADS) or (act.by_id == worker.pk and can_keep(worker))


def can_undo(worker: Worker, act: Act) -> bool:
    return worker.holds(*LEADS) or (act.by_id == worker.pk and can_keep(worker))


def check_can_undo(worker: Worker, act: Act) -> None:
    if not can_undo(worker, act):
        raise PermissionRefused
