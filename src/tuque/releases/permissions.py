"""Who may give a program a key to the organization's records, and a device a password."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused
from tuque.interactions import api as log
from tuque.releases.models import Device

MAY_MANAGE_TOKENS = (Role.DIRECTOR, Role.ADMINISTRATOR)
MAY_HAVE_DEVICES = log.WRITERS
MAY_SEE_DEVICES = (*log.WRITERS, Role.ADMINISTRATOR)


def can_manage_tokens(worker: Worker) -> bool:
    return worker.holds(*MAY_MANAGE_TOKENS)


def check_can_manage_tokens(worker: Worker) -> None:
    if not can_manage_tokens(worker):
        raise PermissionRefused


def check_can_have_devices(worker: Worker) -> None:
    if not worker.holds(*MAY_HAVE_DEVICES):
        raise PermissionRefused


def check_can_revoke_device(worker: Worker, device: Device) -> None:
    is_theirs = device.worker_id == worker.pk
    if not is_theirs and not (can_manage_tokens(worker) and device.organization_id == worker.organization_id):
        raise PermissionRefused
