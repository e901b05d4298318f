"""Telnyx: JSON by POST, signed by Ed25519 over the time and the raw body."""

from tuque.channels.providers.contract import Asked, Provider
from tuque.channels.providers.telnyx import receiving, sending

TELNYX = Provider(
    code="telnyx",
    channel="text",
    asked=(Asked("public_key", is_secret=False), Asked("api_key"), Asked("messaging_profile", is_required=False)),
    verify=receiving.verify,
    read=receiving.read,
    send=sending.send,
    try_out=sending.try_out,
    api="https://api.telnyx.com",
)
