"""WhatsApp, by Meta's own interface ("Cloud API")."""

from tuque.channels.providers.contract import Asked, Provider
from tuque.channels.providers.meta import receiving as meta
from tuque.channels.providers.meta.sending import API
from tuque.channels.providers.whatsapp import receiving, sending

WHATSAPP = Provider(
    code="whatsapp",
    channel="text",
    asked=(
        Asked("phone_number_id", is_secret=False),
        Asked("app_secret"),
        Asked("access_token"),
        Asked("verify_token", is_ours=True),
    ),
    verify=meta.verify,
    handshake=meta.handshake,
    read=receiving.read,
    send=sending.send,
    try_out=sending.try_out,
    api=API,
    window_hours=24,
)
