"""Which participants could be reached with someone's access: for the privacy officer, when a phone was stolen."""

from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Role
from tuque.agreements.api import DataClass
from tuque.audit.api import Access, Reached
from tuque.people.models import Consent, Person
from tuque.people.permissions import MAY_NAME


def count(access: Access) -> list[Reached]:
    """Those whose consent was in force at some time since; everyone, for a privacy officer, who reads ended names too."""
    people = Person.objects.filter(organization_id=access.worker.organization_id)
    if Role.PRIVACY_OFFICER not in access.roles:
        if access.roles.isdisjoint(MAY_NAME):
            return []
        naming = Consent.objects.filter(
            person__organization_id=access.worker.organization_id,
            kind=Consent.Kind.NAMED_RECORD,
            given_at__lte=access.at,
            expires_at__gt=access.since,
        ).exclude(withdrawn_at__lte=access.since)
        people = people.filter(pk__in=naming.values("person"))
    return [Reached(_("Participants known by name"), people.count(), [DataClass.IDENTITY.label])]
