"""Sending by Telnyx. Source: developers.telnyx.com/api-reference/messages/send-a-message, and its list of errors."""

from typing import Any

from tuque.channels.providers.contract import Credentials, Http, NotSent, Outgoing, Sent, as_json, is_busy, parts

LONGEST = 1530  # ten parts
STOPPED = {"40300", "40012"}  # blocked by a STOP message; the recipient opted out


def send(message: Outgoing, credentials: Credentials, http: Http, api: str) -> Sent:
    """The id is that of the last part: it is in order that they go."""
    last, profile = "", credentials.get("messaging_profile", "")
    for part in parts(message.text, longest=LONGEST):
        body = {"from": message.sender, "to": message.to, "text": part, "webhook_url": message.callback}
        named = {"messaging_profile_id": profile} if profile else {}
        answer = http.post(f"{api}/v2/messages", json=body | named, headers=_authorized(credentials))
        said = as_json(answer)
        if answer.status_code not in {200, 201, 202}:
            raise refusal(answer.status_code, said)
        last = str(said["data"]["id"])
    return Sent(id=last)


def refusal(status: int, said: Any) -> NotSent:
    errors = said.get("errors") if isinstance(said, dict) else None
    code = str(errors[0].get("code") or "") if errors else ""
    return NotSent(code or f"http_{status}", is_final=not is_busy(status), stopped=code in STOPPED)


def try_out(credentials: Credentials, http: Http, api: str) -> str:
    answer = http.get(f"{api}/v2/whoami", headers=_authorized(credentials))
    said = as_json(answer)
    if answer.status_code != 200:
        raise refusal(answer.status_code, said)
    data = said.get("data") or {}
    return str(data.get("organization_id") or data.get("user_id") or "")[:80]


def _authorized(credentials: Credentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials['api_key']}"}
