"""Deliveries in the form that each provider's public documentation shows, with invented numbers and words.

No real provider was ever asked: these forms are what we hold ourselves to.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from urllib.parse import urlencode

from conftest import NOON
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tuque.channels.providers.contract import Delivered

PERSON, LINE = "+12045550123", "+12045550100"
URL = "https://line.example/in/secret"
FORM, JSON = "application/x-www-form-urlencoded; charset=utf-8", "application/json"
TOKEN, APP_SECRET, POCKET_SECRET = "12345", "app-secret-example", "pocket-secret"
TELNYX_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

CREDENTIALS = {
    "twilio": {"account_sid": "AC00000000000000000000000000000000", "auth_token": TOKEN},
    "telnyx": {
        "public_key": base64.b64encode(TELNYX_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode(),
        "api_key": "KEY-example",
    },
    "voipms": {"api_username": "line@example.org", "api_password": "example"},
    "whatsapp": {
        "phone_number_id": "100000000000001",
        "app_secret": APP_SECRET,
        "access_token": "token-example",
        "verify_token": "word-of-ours",
    },
    "messenger": {"app_secret": APP_SECRET, "access_token": "token-example", "verify_token": "word-of-ours"},
    "pocket": {"secret": POCKET_SECRET},
}


def delivered(body=b"", *, headers=None, url=URL, method="POST", at=NOON):
    return Delivered(method=method, url=url, headers=headers or {}, body=body, at=at)


def twilio(fields, *, token=TOKEN, url=URL, at=NOON):
    """Signed as Twilio says; the code under test is not used."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    signature = base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    headers = {"content-type": FORM, "x-twilio-signature": signature}
    return delivered(urlencode(fields).encode(), headers=headers, url=url, at=at)


def twilio_said(text="I need to talk", *, sid="SM00000000000000000000000000000001", sender=PERSON, **more):
    return {
        "ToCountry": "CA",
        "ToState": "MB",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "WINNIPEG",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "MB",
        "SmsStatus": "received",
        "FromCity": "WINNIPEG",
        "Body": text,
        "FromCountry": "CA",
        "To": LINE,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": CREDENTIALS["twilio"]["account_sid"],
        "From": sender,
        "ApiVersion": "2010-04-01",
        **more,
    }


def twilio_told(state, *, sid="SM00000000000000000000000000000002", error=""):
    return {
        "SmsSid": sid,
        "SmsStatus": state,
        "MessageStatus": state,
        "To": PERSON,
        "MessageSid": sid,
        "AccountSid": CREDENTIALS["twilio"]["account_sid"],
        "From": LINE,
        "ApiVersion": "2010-04-01",
        **({"ErrorCode": error} if error else {}),
    }


def telnyx(data, *, key=TELNYX_KEY, signed_at=NOON, at=NOON):
    body = json.dumps({"data": data, "meta": {"attempt": 1, "delivered_to": URL}}, ensure_ascii=False).encode()
    stamp = str(int(signed_at.timestamp()))
    signature = base64.b64encode(key.sign(f"{stamp}|".encode() + body)).decode()
    headers = {"content-type": JSON, "telnyx-signature-ed25519": signature, "telnyx-timestamp": stamp}
    return delivered(body, headers=headers, at=at)


def telnyx_said(text="J'ai besoin de parler", *, message="7ee4241c-f127-47e5-9c34-3aac291f8058", sender=PERSON):
    return {
        "record_type": "event",
        "id": "bf6307bd-884d-4c1f-b6ea-c62b8c495d3c",
        "event_type": "message.received",
        "occurred_at": "2026-01-14T18:00:00.574Z",
        "payload": {
            "record_type": "message",
            "direction": "inbound",
            "id": message,
            "type": "SMS",
            "messaging_profile_id": "0f512bda-ae1e-4597-8e11-e5f5686b97d3",
            "from": {"phone_number": sender, "carrier": "Example", "line_type": "Wireless"},
            "to": [{"phone_number": LINE, "status": "webhook_delivered", "carrier": "Telnyx", "line_type": "Wireless"}],
            "cc": [],
            "text": text,
            "media": [],
            "encoding": "GSM-7",
            "parts": 1,
            "tags": [],
            "cost": None,
            "errors": [],
            "received_at": "2026-01-14T17:59:58.123+00:00",
        },
    }


def telnyx_told(state, *, message="40318f29-5c3f-4689-aa8a-4f41c6d49178", error=""):
    return {
        "record_type": "event",
        "id": f"4ee8c3a6-4995-4309-a3c6-{state[:12]:x<12}",
        "event_type": "message.sent" if state == "sent" else "message.finalized",
        "occurred_at": "2026-01-14T18:00:02.148+00:00",
        "payload": {
            "record_type": "message",
            "direction": "outbound",
            "id": message,
            "from": {"phone_number": LINE, "carrier": "Telnyx", "line_type": "Wireless"},
            "to": [{"phone_number": PERSON, "status": state, "carrier": "Example", "line_type": "Wireless"}],
            "errors": [{"code": error, "title": "Example"}] if error else [],
        },
    }


def voipms(text="I need to talk", *, number="1234567", sender="2045550123", at=NOON):
    query = urlencode(
        {"id": number, "from": sender, "to": "2045550100", "message": text, "date": "2026-01-14 13:00:00"}
    )
    return delivered(method="GET", url=f"{URL}?{query}", at=at)


def meta(content, *, secret=APP_SECRET, at=NOON):
    """Meta writes accented letters as escapes, and signs those bytes."""
    body = json.dumps(content).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return delivered(body, headers={"content-type": JSON, "x-hub-signature-256": f"sha256={signature}"}, at=at)


def handshake(word="word-of-ours", challenge="1158201444"):
    query = urlencode({"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": challenge})
    return delivered(method="GET", url=f"{URL}?{query}")


def whatsapp(*, messages=(), statuses=()):
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": LINE.lstrip("+"), "phone_number_id": "100000000000001"},
    }
    if messages:
        value["contacts"] = [{"profile": {"name": "Someone invented"}, "wa_id": PERSON.lstrip("+")}]
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    entry = {"id": "100000000000002", "changes": [{"value": value, "field": "messages"}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def whatsapp_said(text="Ça ne va pas, j'ai peur", *, wamid="wamid.AAA1", at=NOON, sender=PERSON):
    stamp = str(int(at.timestamp()))
    return {"from": sender.lstrip("+"), "id": wamid, "timestamp": stamp, "text": {"body": text}, "type": "text"}


def whatsapp_told(state, *, wamid="wamid.BBB1", at: datetime = NOON, error=0):
    told = {"id": wamid, "status": state, "timestamp": str(int(at.timestamp())), "recipient_id": PERSON.lstrip("+")}
    return told | ({"errors": [{"code": error, "title": "Example"}]} if error else {})


def messenger(*events):
    return {"object": "page", "entry": [{"id": "111111", "time": 1768413600123, "messaging": list(events)}]}


def messenger_said(text="Hello, is anyone there?", *, mid="m_AAA1", person="PSID-1", at=NOON, **message):
    stamp = int(at.timestamp() * 1000)
    said = {"mid": mid, "text": text, **message}
    return {"sender": {"id": person}, "recipient": {"id": "111111"}, "timestamp": stamp, "message": said}


def messenger_delivery(*, mids=(), until=NOON, person="PSID-1", kind="delivery"):
    told = {"watermark": int(until.timestamp() * 1000)} | ({"mids": list(mids)} if mids else {})
    return {"sender": {"id": person}, "recipient": {"id": "111111"}, kind: told}


def pocket(content, *, secret=POCKET_SECRET, signed_at=NOON, at=NOON):
    body, stamp = json.dumps(content).encode(), str(int(signed_at.timestamp()))
    signature = hmac.new(secret.encode(), stamp.encode() + b"|" + body, hashlib.sha256).hexdigest()
    headers = {"content-type": JSON, "pocket-signature": signature, "pocket-signed-at": stamp}
    return delivered(body, headers=headers, at=at)


def pocket_said(text="Hello", *, message="one", sender=PERSON, stops=False):
    return {"kind": "said", "id": message, "from": sender, "to": LINE, "text": text, "stops": stops}


# One message of a person by each provider, as it is delivered.
SAID = {
    "twilio": lambda: twilio(twilio_said()),
    "telnyx": lambda: telnyx(telnyx_said()),
    "voipms": voipms,
    "whatsapp": lambda: meta(whatsapp(messages=[whatsapp_said()])),
    "messenger": lambda: meta(messenger(messenger_said())),
    "pocket": lambda: pocket(pocket_said()),
}
