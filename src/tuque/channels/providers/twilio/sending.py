"""Sending by Twilio. Source: twilio.com/docs/messaging/api/message-resource, twilio.com/docs/api/errors."""

from tuque.channels.providers.contract import Credentials, Http, NotSent, Outgoing, Sent, as_json, is_busy, parts

LONGEST = 1600
STOPPED = "21610"  # "Attempt to send to unsubscribed recipient"
TOO_MANY = {"20429", "14107", "30001", "30022"}


def send(message: Outgoing, credentials: Credentials, http: Http, api: str) -> Sent:
    """The id is that of the last part: it is in order that they go."""
    account, last = credentials["account_sid"], ""
    for part in parts(message.text, longest=LONGEST):
        answer = http.post(
            f"{api}/2010-04-01/Accounts/{account}/Messages.json",
            data={"To": message.to, "From": message.sender, "Body": part, "StatusCallback": message.callback},
            auth=(account, credentials["auth_token"]),
        )
        said = as_json(answer)
        if answer.status_code not in {200, 201}:
            raise refusal(answer.status_code, str(said.get("code") or ""))
        last = str(said["sid"])
    return Sent(id=last)


def refusal(status: int, code: str) -> NotSent:
    error = code or f"http_{status}"
    return NotSent(error, is_final=not is_busy(status) and code not in TOO_MANY, stopped=code == STOPPED)


def try_out(credentials: Credentials, http: Http, api: str) -> str:
    account = credentials["account_sid"]
    answer = http.get(f"{api}/2010-04-01/Accounts/{account}.json", auth=(account, credentials["auth_token"]))
    said = as_json(answer)
    if answer.status_code != 200:
        raise refusal(answer.status_code, str(said.get("code") or ""))
    return str(said.get("friendly_name", ""))[:80]
