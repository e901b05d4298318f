"""The Graph interface. Source: developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes and messenger-platform/error-codes."""

from typing import Any

from tuque.channels.providers.contract import Credentials, Http, NotSent, as_json, is_busy

API = "https://graph.facebook.com"
VERSION = "v23.0"
OUTSIDE_WINDOW = {"131047", "10"}  # more than 24 hours since the person's last message
STOPPED = {"131050", "551"}  # the person stopped our messages; the person is not available (they blocked the page)
LATER = {"1", "2", "4", "17", "80007", "130429", "131016", "131056", "133004", "613", "1200"}


def post(path: str, body: Any, credentials: Credentials, http: Http, api: str) -> Any:
    answer = http.post(f"{api}/{VERSION}/{path}", json=body, headers=authorized(credentials))
    said = as_json(answer)
    if answer.status_code == 200:
        return said
    raise refusal(answer.status_code, said)


def refusal(status: int, said: Any) -> NotSent:
    code = str((said.get("error") or {}).get("code") or "") if isinstance(said, dict) else ""
    if code in OUTSIDE_WINDOW:
        return NotSent("outside_window", is_final=True)
    later = is_busy(status) or code in LATER
    return NotSent(code or f"http_{status}", is_final=not later, stopped=code in STOPPED)


def name_of(path: str, field: str, credentials: Credentials, http: Http, api: str) -> str:
    answer = http.get(f"{api}/{VERSION}/{path}", params={"fields": field}, headers=authorized(credentials))
    said = as_json(answer)
    if answer.status_code != 200:
        raise refusal(answer.status_code, said)
    return str(said.get(field, ""))[:80]


def authorized(credentials: Credentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials['access_token']}"}
