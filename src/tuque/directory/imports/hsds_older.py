"""Tables of HSDS 1.x that have no table of their own any more: what they say becomes part of other records."""

from collections.abc import Callable, Iterator, Mapping
from datetime import time

from tuque.directory import vocabulary
from tuque.directory.hsds.objects import Kind
from tuque.directory.imports import values
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.overlay import DAYS
from tuque.directory.imports.values import Unusable

Row = Mapping[str, str]
YES, NO = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
PAID = {"en": "Payment accepted: %s", "fr": "Paiement accepté : %s"}


def take(bundle: Bundle, stem: str, name: str, row: Row, where: str) -> None:
    """One row of one of these tables, accounted for under the name of its file."""
    try:
        TABLES[name](bundle, row)
    except Unusable as problem:
        bundle.refuse(stem, where, problem.reason)
    else:
        bundle.join(stem)


def _service(bundle: Bundle, row: Row) -> dict[str, object]:
    found = bundle.rows["service"].get(row.get("service_id", ""))
    if found is None:
        raise Unusable("parent_missing")
    return found


def _eligibility(bundle: Bundle, row: Row) -> None:
    service = _service(bundle, row)
    _add_line(service, "eligibility_description", _needed(row, "eligibility"))


def _payment(bundle: Bundle, row: Row) -> None:
    """A line of what it costs; beside a price that is understood (“free”), kept as the source's own."""
    service, paid = _service(bundle, row), _needed(row, "payment")
    if vocabulary.find_fee(str(service.get("fees_description") or "")):
        kept = service.get("extra")
        extra = dict(kept) if isinstance(kept, dict) else {}
        extra["payment_accepted"] = ", ".join(filter(None, [extra.get("payment_accepted"), paid]))
        service["extra"] = extra
    else:
        _add_line(service, "fees_description", PAID.get(bundle.language, PAID["en"]) % paid)


def _needed(row: Row, name: str) -> str:
    text = str(values.clean(row.get(name, ""), Kind.LONG))
    if not text:
        raise Unusable("empty")
    return text


def _add_line(service: dict[str, object], name: str, text: str) -> None:
    lines = [line for line in str(service.get(name) or "").splitlines() if line]
    if text not in lines:
        service[name] = "\n".join([*lines, text])


def _holidays(bundle: Bundle, row: Row) -> None:
    """Days on which a service is closed, or open at other hours: at one place, or everywhere."""
    days = [str(values.clean(row.get(name, ""), Kind.DATE) or "") for name in ("start_date", "end_date")]
    first, last = days[0] or days[1], days[1] or days[0]
    if not first or first > last:
        raise Unusable("not_a_date")
    hours = _hours(row)
    there = list(_where(bundle, row))
    if not there:
        raise Unusable("parent_missing")
    for service, place in there:
        told = {"service_id": service, "location_id": place, "starts_on": first, "ends_on": last}
        made = {**told, "opens_at": hours[0], "closes_at": hours[1], "reason_en": "", "reason_fr": ""}
        if made not in bundle.beside.setdefault(DAYS, []):
            bundle.beside[DAYS].append(made)


def _hours(row: Row) -> tuple[str, str]:
    closed = row.get("closed", "").casefold()
    times = [_time(row.get(name, "")) for name in ("opens_at", "closes_at")]
    if closed in YES:
        return "", ""
    if (closed and closed not in NO) or not any(times):
        raise Unusable("not_understood")
    if not all(times):
        raise Unusable("not_a_time")
    return times[0], times[1]


def _time(text: str) -> str:
    if not text:
        return ""
    try:
        return time.fromisoformat(text.removesuffix("Z").zfill(5)).replace(tzinfo=None).isoformat("minutes")
    except ValueError:
        raise Unusable("not_a_time") from None


def _where(bundle: Bundle, row: Row) -> Iterator[tuple[str, str]]:
    """The services that it is told of, each with the place, or everywhere (“”)."""
    ties = bundle.rows["service_at_location"]
    service, place = row.get("service_id", ""), row.get("location_id", "")
    tie = ties.get(row.get("service_at_location_id", ""))
    if tie:
        service, place = str(tie.get("service_id") or ""), str(tie.get("location_id") or "")
    if place and place not in bundle.rows["location"]:
        return
    if service:
        yield from [(service, place)] if service in bundle.rows["service"] else []
    elif place:
        there = dict.fromkeys(
            str(one.get("service_id") or "") for one in ties.values() if one.get("location_id") == place
        )
        yield from ((one, place) for one in there if one in bundle.rows["service"])


TABLES: Mapping[str, Callable[[Bundle, Row], None]] = {
    "eligibility": _eligibility,
    "payment_accepted": _payment,
    "holiday_schedule": _holidays,
}
