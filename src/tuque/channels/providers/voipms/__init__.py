"""VoIP.ms, in Montréal: a plain GET that nobody signs. The address is the secret, and each message is asked for again by its id."""

from tuque.channels.providers.contract import Asked, Provider, Reply
from tuque.channels.providers.voipms import receiving, sending

VOIPMS = Provider(
    code="voipms",
    channel="text",
    asked=(Asked("api_username", is_secret=False), Asked("api_password")),
    verify=receiving.verify,
    read=receiving.read,
    confirm=sending.confirm,
    send=sending.send,
    try_out=sending.try_out,
    api="https://voip.ms",
    reply=Reply("ok"),  # this very word, else the message comes again every half hour
)
