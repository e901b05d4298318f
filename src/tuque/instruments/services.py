"""Allowing an instrument, and withdrawing it. What was filled in stays, with its rules."""

from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.forms import selectors as forms
from tuque.forms import services as form_services
from tuque.forms.models import Definition
from tuque.instruments import permissions
from tuque.instruments.catalogue import shipped
from tuque.instruments.models import Instrument


@transaction.atomic
def allow(*, code: str, by: Worker, at: datetime) -> Instrument:
    """Let the organization's workers fill it in from now on. Allowing again what was withdrawn needs no new version."""
    permissions.check_can_allow(by)
    one = shipped().get(code)
    if one is None:
        raise NotFound
    organization = by.organization
    definition = form_services.create_definition(
        organization=organization, kind=Definition.Kind.FORM, code=code, by=by, at=at
    )
    Definition.objects.select_for_update().get(pk=definition.pk)  # two may allow at once: one version
    kept = Instrument.objects.filter(organization=organization, code=code, version=one.version).first()
    if kept is None:
        form_services.save_draft(definition=definition, body=one.body["form"], by=by, at=at)
        version = form_services.publish(definition=definition, by=by, at=at)
        # Publishing carried the rules of the version before it along: these are its own.
        kept = Instrument.objects.filter(form_version=version).first() or Instrument(
            organization=organization, code=code, form_version=version
        )
        kept.version, kept.body = one.version, dict(one.body)
    elif kept.withdrawn_at is None:
        return kept
    kept.allowed_by, kept.allowed_at, kept.withdrawn_by, kept.withdrawn_at = by, at, None, None
    kept.save()
    _offer(definition, is_active=True)
    audit.record("instruments.allowed", by=by, subject=kept, at=at, details={"code": code, "version": one.version})
    return kept


@transaction.atomic
def withdraw(*, code: str, by: Worker, at: datetime) -> None:
    """Nobody fills it in any more. Withdrawing twice is harmless."""
    permissions.check_can_allow(by)
    if code not in shipped():
        raise NotFound
    rows = Instrument.objects.select_for_update().filter(organization=by.organization, code=code)
    for kept in rows.filter(withdrawn_at__isnull=True).select_related("form_version__definition"):
        kept.withdrawn_by, kept.withdrawn_at = by, at
        kept.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _offer(kept.form_version.definition, is_active=False)
        details = {"code": code, "version": kept.version}
        audit.record("instruments.withdrawn", by=by, subject=kept, at=at, details=details)


def _offer(definition: Definition, *, is_active: bool) -> None:
    Definition.objects.filter(pk=definition.pk).update(is_active=is_active)
    forms.forms_read.forget()
