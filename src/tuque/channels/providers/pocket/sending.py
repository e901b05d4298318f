"""Sending to an invented phone: a request to our own address, as to any provider's."""

from tuque.channels.providers.contract import Credentials, Http, NotSent, Outgoing, Sent, as_json, is_busy

STOPPED = "21610"  # as Twilio says it


def send(message: Outgoing, credentials: Credentials, http: Http, api: str) -> Sent:
    body = {
        "from": message.sender,
        "to": message.to,
        "text": message.text,
        "id": message.id,
        "callback": message.callback,
    }
    answer = http.post(f"{api}/pocket/network", json=body, headers={"Authorization": f"Bearer {credentials['secret']}"})
    said = as_json(answer)
    if answer.status_code == 201:
        return Sent(id=str(said["id"]))
    code = str(said.get("code") or f"http_{answer.status_code}")
    raise NotSent(code, is_final=not is_busy(answer.status_code), stopped=code == STOPPED)


def try_out(credentials: Credentials, http: Http, api: str) -> str:
    return "pocket"
