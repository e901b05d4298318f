"""What is shown of tokens and devices, and which of them a caller presents."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tuque.accounts.api import Worker
from tuque.core.briefly import Briefly
from tuque.core.problems import NotFound
from tuque.releases import permissions
from tuque.releases.models import ApiToken, Device


def list_tokens(*, viewer: Worker) -> QuerySet[ApiToken]:
    """The organization's tokens, newest first; none for whoever may not manage them."""
    if not permissions.can_manage_tokens(viewer):
        return ApiToken.objects.none()
    return (
        ApiToken.objects.filter(organization=viewer.organization).select_related("created_by").order_by("-created_at")
    )


def get_token(public_id: UUID, *, viewer: Worker) -> ApiToken:
    """Raises NotFound for another organization's token as for none."""
    token = list_tokens(viewer=viewer).filter(public_id=public_id).first()
    if token is None:
        raise NotFound
    return token


def find_token_by_secret(secret: str, *, at: datetime) -> ApiToken | None:
    """The token in force that this secret opens. Only the hash is compared: the secret is kept nowhere.

    It is remembered for half a second with whoever made it and their roles: what is revoked or taken away elsewhere acts
    half a second later at most.
    """
    token_hash = hash_secret(secret)
    token = tokens_read.get(token_hash, lambda: _read_token(token_hash))
    return token if token is not None and at < token.expires_at else None


tokens_read: Briefly[ApiToken] = Briefly()


def _read_token(token_hash: str) -> ApiToken | None:
    return (
        ApiToken.objects.select_related("organization", "created_by__organization")
        .filter(token_hash=token_hash, revoked_at__isnull=True, organization__is_active=True)
        .first()
    )


def hash_secret(secret: str) -> str:
    """SHA-256: a token is 256 random bits, so that a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def list_devices(*, viewer: Worker) -> QuerySet[Device]:
    """The viewer's own devices, newest first; the organization's for whoever manages keys."""
    devices = Device.objects.filter(organization=viewer.organization).select_related("worker", "team")
    if not permissions.can_manage_tokens(viewer):
        devices = devices.filter(worker=viewer)
    return devices.order_by("-created_at")


def get_device(public_id: UUID, *, viewer: Worker) -> Device:
    """Raises NotFound for a device that the viewer may not see, as for none."""
    device = list_devices(viewer=viewer).filter(public_id=public_id).first()
    if device is None:
        raise NotFound
    return device


def find_device(username: str, *, at: datetime) -> Device | None:
    """The device in force that calls itself so, of someone who still works here."""
    return (
        Device.objects.select_related("worker__organization")
        .filter(
            username=username,
            revoked_at__isnull=True,
            expires_at__gt=at,
            worker__is_active=True,
            organization__is_active=True,
        )
        .first()
    )
