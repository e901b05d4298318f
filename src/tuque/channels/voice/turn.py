"""Where browsers find a way through walls: a TURN server, by setting. Its passwords last an hour, made from a shared secret.

Source: "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest), as coturn's `use-auth-secret` has it.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

LASTS = timedelta(hours=6)


def configuration(*, at: datetime) -> dict[str, object]:
    """For RTCPeerConnection. With TURN all sound goes by it, so that no page learns the network address of another; without,
    pages speak directly to one another, and their browsers know each other's address."""
    if not settings.TURN_URL:
        return {"iceServers": []}
    parts = urlsplit(settings.TURN_URL)
    secret = parse_qs(parts.query).get("secret", [""])[0]
    name = f"{int((at + LASTS).timestamp())}:tuque"
    password = base64.b64encode(hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()).decode()
    address = f"{parts.scheme}:{parts.netloc or parts.path}"
    server = {"urls": [address], "username": name, "credential": password}
    return {"iceServers": [server], "iceTransportPolicy": "relay"}
