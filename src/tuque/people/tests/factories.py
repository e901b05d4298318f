"""People for tests, with obviously invented names."""

from datetime import datetime

from tuque.accounts.models import Worker
from tuque.people.models import Consent, Person
from tuque.people.services import Agreement, create_person

SPOKEN = Agreement(means=Consent.Means.SPOKEN, language="en")


def person(name: str = "Éloïse Sample-Œuvre", *, by: Worker, at: datetime, birth_year: int | None = None) -> Person:
    return create_person(name=name, agreement=SPOKEN, birth_year=birth_year, by=by, at=at)
