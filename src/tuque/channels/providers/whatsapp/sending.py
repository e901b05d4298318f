"""Sending by WhatsApp. Source: developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages."""

from tuque.channels.providers.contract import Credentials, Http, Outgoing, Sent, parts
from tuque.channels.providers.meta.sending import name_of, post

LONGEST = 4096


def send(message: Outgoing, credentials: Credentials, http: Http, api: str) -> Sent:
    """The id is that of the last part: it is in order that they go."""
    last, to = "", message.to.lstrip("+")
    for part in parts(message.text, longest=LONGEST):
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "text"}
        words = {"text": {"preview_url": False, "body": part}}
        said = post(f"{credentials['phone_number_id']}/messages", body | words, credentials, http, api)
        last = str(said["messages"][0]["id"])
    return Sent(id=last)


def try_out(credentials: Credentials, http: Http, api: str) -> str:
    return name_of(credentials["phone_number_id"], "verified_name", credentials, http, api)
