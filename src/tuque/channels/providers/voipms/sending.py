"""Asking VoIP.ms: sending, and a message by its id. Source: the interface's own pages (voip.ms/m/apidocs.php): sendSMS, getSMS.

Values go in the body of a POST: in an address, the password and the words would stand in logs on the way.
"""

from typing import Any

from tuque.channels.providers.contract import Credentials, Http, NotSent, Outgoing, Said, Sent, as_json, is_busy, parts
from tuque.channels.providers.voipms.receiving import local, number

LONGEST = 160  # sendSMS takes one part; longer words are cut into several
LATER = {"api_limit_exceeded", "limit_reached", "sms_apply_fail", "sms_failed", "method_maintenance"}
RECEIVED = "1"


def send(message: Outgoing, credentials: Credentials, http: Http, api: str) -> Sent:
    """In parts of 160 signs. The id is that of the last part: it is in order that they go."""
    last = ""
    for part in parts(message.text, longest=LONGEST):
        said = _ask("sendSMS", credentials, http, api, did=local(message.sender), dst=local(message.to), message=part)
        last = str(said.get("sms", ""))
    return Sent(id=last)


def confirm(said: Said, credentials: Credentials, http: Http, api: str) -> Said | None:
    """The message of that id, as VoIP.ms has it; None when it has none, or has it otherwise addressed."""
    try:
        answer = _ask("getSMS", credentials, http, api, sms=said.id, type=RECEIVED)
    except NotSent as problem:
        if problem.error == "no_sms":
            return None
        raise
    for row in answer.get("sms") or []:
        if str(row.get("id")) == said.id and str(row.get("type")) == RECEIVED:
            return Said(
                id=said.id,
                sender=number(str(row["contact"])),
                recipient=number(str(row["did"])),
                text=str(row.get("message", "")),
            )
    return None


def try_out(credentials: Credentials, http: Http, api: str) -> str:
    said = _ask("getBalance", credentials, http, api)
    return str(credentials.get("api_username", "")) if said.get("status") == "success" else ""


def _ask(method: str, credentials: Credentials, http: Http, api: str, **values: str) -> Any:
    """Raises NotSent with the status that VoIP.ms gives."""
    known = {"api_username": credentials["api_username"], "api_password": credentials["api_password"]}
    answer = http.post(f"{api}/api/v1/rest.php", data={**known, "method": method, "content_type": "json", **values})
    said = as_json(answer)
    status = str(said.get("status", "")) if isinstance(said, dict) else ""
    if status == "success":
        return said
    raise NotSent(
        status or f"http_{answer.status_code}", is_final=not is_busy(answer.status_code) and status not in LATER
    )
