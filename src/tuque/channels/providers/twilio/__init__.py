"""Twilio: forms by POST, signed by HMAC-SHA1 over the address and every field."""

from tuque.channels.providers.contract import Asked, Provider, Reply
from tuque.channels.providers.twilio import receiving, sending

TWILIO = Provider(
    code="twilio",
    channel="text",
    asked=(
        Asked("account_sid", is_secret=False),
        Asked("auth_token"),
        Asked("previous_auth_token", is_required=False),
    ),
    verify=receiving.verify,
    read=receiving.read,
    send=sending.send,
    try_out=sending.try_out,
    api="https://api.twilio.com",
    reply=Reply('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml; charset=utf-8"),
)
