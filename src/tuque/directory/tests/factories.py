"""Records of a directory for tests: written as an import would, then made public where they may be."""

import io
import zipfile
from datetime import date

from conftest import NOON

from tuque.accounts.models import Organization
from tuque.core.ids import new_id
from tuque.directory import visibility
from tuque.directory.models import Address, Agency, Location, Phone, Schedule, Service, ServiceAtLocation, Source

VERIFIED = date(2026, 1, 2)


def source(organization: Organization, code: str = "own", **values: object) -> Source:
    named = {"name": "Our own records", "created_at": NOON, "is_open": True, **values}
    return Source.objects.get_or_create(organization=organization, code=code, defaults=named)[0]


def _own(organization: Organization, **values: object) -> dict[str, object]:
    known = {"organization": organization, "source": source(organization), "hsds_id": str(new_id()), "changed_at": NOON}
    return {**known, **values}


def agency(organization: Organization, name: str = "Example House", **values: object) -> Agency:
    return Agency.objects.create(**_own(organization, name=name, **values))


def service(organization: Organization, name: str = "Community meals", **values: object) -> Service:
    """A service with an agency, a telephone and hours on weekdays, verified."""
    values.setdefault("agency", agency(organization))
    values.setdefault("assured_date", VERIFIED)
    row = Service.objects.create(**_own(organization, name=name, **values))
    Phone.objects.create(**_own(organization, service=row, number="204-555-0101"))
    Schedule.objects.create(
        **_own(organization, service=row, freq="WEEKLY", byday="MO,TU,WE,TH,FR", opens_at="09:00", closes_at="17:00")
    )
    visibility.refresh(organization.pk)
    row.refresh_from_db()
    return row


def place(
    row: Service, street: str = "12 Example Street", *, is_confidential: bool = False, **values: object
) -> Location:
    """Where a service is; confidential or not."""
    organization = row.organization
    location = Location.objects.create(
        **_own(
            organization,
            agency=row.agency,
            name="Main site",
            is_confidential=is_confidential,
            **{"latitude": 49.9, "longitude": -97.1, **values},
        )
    )
    Address.objects.create(
        **_own(
            organization,
            location=location,
            address_1=street,
            city="Winnipeg",
            state_province="MB",
            postal_code="R3C 0A1",
            country="CA",
            address_type="physical",
        )
    )
    ServiceAtLocation.objects.create(**_own(organization, service=row, location=location))
    visibility.refresh(organization.pk)
    return location


def hours(at: Location, **values: object) -> Schedule:
    """Of a place, on weekdays."""
    own = {"location": at, "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", **values}
    row = Schedule.objects.create(**_own(at.organization, **own))
    visibility.refresh(at.organization_id)
    return row


def phone(at: Location, number: str) -> Phone:
    row = Phone.objects.create(**_own(at.organization, location=at, number=number))
    visibility.refresh(at.organization_id)
    return row


def unzipped(data: bytes) -> dict[str, str]:
    """The files of an archive, as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info).decode() for info in archive.infolist()}
