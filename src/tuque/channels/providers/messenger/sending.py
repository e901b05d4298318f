"""Sending by Messenger. Source: developers.facebook.com/docs/messenger-platform/send-messages."""

from tuque.channels.providers.contract import Credentials, Http, Outgoing, Sent, parts
from tuque.channels.providers.meta.sending import name_of, post

LONGEST = 2000


def send(message: Outgoing, credentials: Credentials, http: Http, api: str) -> Sent:
    """The id is that of the last part: it is in order that they go."""
    last = ""
    for part in parts(message.text, longest=LONGEST):
        body = {"recipient": {"id": message.to}, "messaging_type": "RESPONSE", "message": {"text": part}}
        last = str(post(f"{message.sender}/messages", body, credentials, http, api)["message_id"])
    return Sent(id=last)


def try_out(credentials: Credentials, http: Http, api: str) -> str:
    return name_of("me", "name", credentials, http, api)
