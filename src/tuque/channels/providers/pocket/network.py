"""What the pocket network does with messages, both ways. From a phone to the line it knocks at our own address, signed, as any
provider does; from the line to a phone it takes what our sender posts. Work for later goes by the outbox.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import phonenumbers
from django.db import transaction

from tuque.accounts.api import Worker
from tuque.channels.providers import permissions
from tuque.channels.providers.models import Account
from tuque.channels.providers.outside import way_to
from tuque.channels.providers.pocket.models import PocketMessage, PocketPhone
from tuque.channels.providers.pocket.receiving import SIGNATURE, SIGNED_AT, signature
from tuque.channels.providers.stopping import Word, is_start_word, stop_word
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.problems import NotFound

TOPIC = "channels.pocket"
FIRST, MOST_PHONES = 101, 99
LONGEST = 1600
State = PocketMessage.State


def accounts_of(viewer: Worker) -> list[Account]:
    permissions.check_can_play(viewer)
    rows = Account.objects.filter(organization_id=viewer.organization_id, provider="pocket", retired_at__isnull=True)
    return list(rows.select_related("line").order_by("pk"))


def list_phones(viewer: Worker) -> list[PocketPhone]:
    rows = PocketPhone.objects.filter(account__in=accounts_of(viewer)).select_related("account__line")
    return list(rows.order_by("account_id", "pk"))


def get_phone(public_id: UUID, *, viewer: Worker) -> PocketPhone:
    permissions.check_can_play(viewer)
    rows = PocketPhone.objects.filter(organization_id=viewer.organization_id, account__retired_at__isnull=True)
    found = rows.select_related("account__line").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def add_phone(account: Account, *, by: Worker) -> PocketPhone:
    """A number that nobody has: 555-01xx, in Winnipeg."""
    permissions.check_can_play(by)
    Account.objects.select_for_update().get(pk=account.pk)
    taken = account.phones.count() % MOST_PHONES
    number = f"+120455501{taken + 1:02d}" if account.address != f"+120455501{taken + 1:02d}" else "+12045550199"
    phone, _is_new = PocketPhone.objects.get_or_create(
        account=account, number=number, defaults={"organization_id": account.organization_id}
    )
    return phone


def shown(number: str) -> str:
    """As people write it."""
    try:
        parsed = phonenumbers.parse(number, "CA")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


@transaction.atomic
def write(phone: PocketPhone, text: str, *, at: datetime, message_id: UUID | None = None) -> PocketMessage | None:
    """Someone writes on the phone. The network acts upon words to stop before the line ever sees them, as real ones do."""
    text = text.strip()[:LONGEST]
    if not text:
        return None
    if stop_word(text) is Word.NETWORK:
        PocketPhone.objects.filter(pk=phone.pk).update(is_barred=True)
    elif is_start_word(text):
        PocketPhone.objects.filter(pk=phone.pk).update(is_barred=False)
    message, is_new = PocketMessage.objects.get_or_create(
        public_id=message_id or new_id(),
        defaults={
            "organization_id": phone.organization_id,
            "phone": phone,
            "text": text,
            "at": at,
            "state": State.HELD if phone.is_holding else State.WAITING,
        },
    )
    if is_new and not phone.is_holding:
        _leave(message, at=at, due_at=at + timedelta(seconds=phone.delay_seconds))
    return message


@transaction.atomic
def again(phone: PocketPhone, *, at: datetime, forged: bool = False) -> None:
    """The last message once more, as providers do now and then; or signed by someone who does not know the secret."""
    last = phone.messages.filter(is_from_line=False).order_by("-at", "-pk").first()
    if last is not None:
        _leave(last, at=at, due_at=at, forged=forged)


@transaction.atomic
def release(phone: PocketPhone, *, at: datetime) -> None:
    """What was held leaves at once, the last first."""
    held = list(phone.messages.filter(state=State.HELD).order_by("-at", "-pk"))
    for number, message in enumerate(held):
        PocketMessage.objects.filter(pk=message.pk).update(state=State.WAITING)
        _leave(message, at=at, due_at=at + timedelta(milliseconds=number * 300))
    PocketPhone.objects.filter(pk=phone.pk).update(is_holding=False)


def _leave(message: PocketMessage, *, at: datetime, due_at: datetime, forged: bool = False) -> None:
    payload = {"message": str(message.public_id), "forged": forged}
    outbox.post(TOPIC, payload, at=at, due_at=due_at, organization_id=message.organization_id)


def run(payload: Mapping[str, object], message_id: UUID) -> None:
    """What the outbox calls: knock at our own address."""
    message = PocketMessage.objects.select_related("phone__account").filter(public_id=str(payload["message"])).first()
    if message is None:
        return
    if message.is_from_line:
        _tell(message)
        return
    said = {
        "kind": "said",
        "id": str(message.public_id),
        "from": message.phone.number,
        "to": message.phone.account.address,
        "text": message.text,
        "stops": False,
    }
    status = knock(message.phone.account, said, forged=bool(payload.get("forged")))
    PocketMessage.objects.filter(pk=message.pk).update(
        answers=[*message.answers, status], state=State.TAKEN if 200 in [*message.answers, status] else State.REFUSED
    )


def _tell(message: PocketMessage) -> None:
    """What became of a message of the line."""
    account, off = message.phone.account, message.phone.is_off
    told = {"kind": "told", "message": str(message.public_id), "state": "failed" if off else "delivered"}
    knock(account, told | ({"error": "30003"} if off else {}))


def knock(account: Account, content: Mapping[str, object], *, forged: bool = False) -> int:
    """The status of the answer. Raises what `requests` raises when our own site does not answer: the outbox comes back."""
    credentials, http, _api = way_to(account)
    body, stamp = json.dumps(content).encode(), str(int(now().timestamp()))
    signed = signature(stamp, body, "someone else’s" if forged else credentials["secret"])
    headers = {"Content-Type": "application/json", SIGNED_AT: stamp, SIGNATURE: signed}
    return int(http.post(account.webhook, data=body, headers=headers).status_code)


@transaction.atomic
def take(account: Account, said: Mapping[str, str], *, at: datetime) -> tuple[int, dict[str, str]]:
    """The line sends: status and answer. The same id again is the same message."""
    phone = PocketPhone.objects.filter(account=account, number=said["to"]).first()
    if phone is None:
        return 404, {"code": "no_phone"}
    if phone.is_barred:
        return 403, {"code": "21610"}
    known = PocketMessage.objects.filter(phone=phone, sender_id=said["id"]).first()
    if known is None:
        known = PocketMessage.objects.create(
            organization_id=account.organization_id,
            phone=phone,
            is_from_line=True,
            text=said["text"][:LONGEST],
            at=at,
            state=State.WAITING if phone.is_off else State.RECEIVED,
            sender_id=said["id"][:60],
        )
        _leave(known, at=at, due_at=at)
    return 201, {"id": str(known.public_id)}
