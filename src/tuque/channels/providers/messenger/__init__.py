"""Messenger: messages to a Facebook page. A person is known by an id that holds for that page alone."""

from tuque.channels.providers.contract import Asked, Provider
from tuque.channels.providers.messenger import receiving, sending
from tuque.channels.providers.meta import receiving as meta
from tuque.channels.providers.meta.sending import API

MESSENGER = Provider(
    code="messenger",
    channel="text",
    asked=(Asked("app_secret"), Asked("access_token"), Asked("verify_token", is_ours=True)),
    verify=meta.verify,
    handshake=meta.handshake,
    read=receiving.read,
    send=sending.send,
    try_out=sending.try_out,
    api=API,
    window_hours=24,
    is_numbers=False,
)
