"""Whom a service is for, written as rules: ages in HSDS's own fields, the rest beside its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.directory.imports import eligibility
from tuque.directory.imports.overwriting import RULES
from tuque.directory.models import EligibilityRule, Service
from tuque.directory.models.classes import RuleKind
from tuque.directory.search import following
from tuque.directory.services import history, moving, records


@dataclass(frozen=True)
class Rules:
    """Empty where there is no rule. `income` is the most that a household may have in a year, however many they are; `incomes` the
    same for one person, for two…, the last one for all who are more."""

    least_age: float | None = None
    most_age: float | None = None
    genders: Sequence[str] = ()
    statuses: Sequence[str] = ()
    income: float | None = None
    incomes: Sequence[float] = ()
    areas: Sequence[str] = ()

    def kept(self) -> dict[str, tuple[float | None, list[str]]]:
        """What is kept as rows: of each kind, the most and the values."""
        every = {
            RuleKind.GENDER: (None, list(self.genders)),
            RuleKind.STATUS: (None, list(self.statuses)),
            # The highest beside them: what reads one limit alone refuses nobody wrongly.
            RuleKind.INCOME: (max(self.incomes, default=self.income), [f"{one:.12g}" for one in self.incomes]),
            RuleKind.AREA: (None, list(self.areas)),
        }
        return {str(kind): told for kind, told in every.items() if told[0] is not None or told[1]}


def rules_of(service: Service) -> Rules:
    held = {
        one.kind: one
        for one in service.eligibility_rules.all()
        if eligibility.is_sound(one.kind, one.least, one.most, one.values)
    }

    def values(kind: RuleKind) -> list[str]:
        return list(held[kind].values) if kind in held else []

    ages = held.get(RuleKind.AGE)  # HSDS's fields first; an older row where they are empty
    return Rules(
        service.minimum_age if service.minimum_age is not None else ages.least if ages else None,
        service.maximum_age if service.maximum_age is not None else ages.most if ages else None,
        values(RuleKind.GENDER),
        values(RuleKind.STATUS),
        held[RuleKind.INCOME].most if RuleKind.INCOME in held and not values(RuleKind.INCOME) else None,
        [float(one) for one in values(RuleKind.INCOME)],
        values(RuleKind.AREA),
    )


@transaction.atomic
def write(*, service: Service, rules: Rules, by: Worker, at: datetime) -> None:
    """Put these rules in the place of those there."""
    service = Service.objects.select_for_update(of=("self",)).select_related("source").get(pk=service.pk)
    before, after = rules_of(service), rules
    if before == after:
        return
    fed = eligibility.lines(
        eligibility.Rule(service.hsds_id, one.kind, one.least, one.most, tuple(one.values))
        for one in service.eligibility_rules.all()
        if one.is_fed
    )
    ages = {"minimum_age": rules.least_age, "maximum_age": rules.most_age}
    records.change(entity="service", record=service, values=ages, texts={}, by=by, at=at)
    service.eligibility_rules.all().delete()
    EligibilityRule.objects.bulk_create(
        EligibilityRule(
            organization_id=service.organization_id,
            service=service,
            kind=kind,
            most=most,
            values=values,
            is_public=service.is_public,
        )
        for kind, (most, values) in rules.kept().items()
    )
    if before.kept() != after.kept():
        said = Service.objects.values_list("said", flat=True).get(pk=service.pk)
        Service.objects.filter(pk=service.pk).update(said={RULES: fed, **said})
        moving.move({"service": {service.pk}}, at=at)
        told = _told(before.kept()), _told(after.kept())
        history.note("service", service, RULES, *told, by=by, at=at)
        audit.record("directory.record_changed", by=by, subject=service, at=at, details={"fields": ["eligibility"]})
    following.changed([service.pk], organization_id=service.organization_id)


def of_lines(text: str, service: Service) -> Rules:
    """Rules that a feed told, as they wait for a person. Raises NoRule."""
    held = {one.kind: one for one in eligibility.read_lines(text, service.hsds_id)}
    ages, income = held.get("age"), held.get("income")
    values = {kind: list(one.values) for kind, one in held.items()}
    return Rules(
        ages.least if ages else service.minimum_age,
        ages.most if ages else service.maximum_age,
        values.get("gender", ()),
        values.get("status", ()),
        income.most if income and not income.values else None,
        [float(one) for one in values.get("income", ())],
        values.get("area", ()),
    )


def _told(kept: Mapping[str, tuple[float | None, list[str]]]) -> str:
    return "; ".join(f"{kind}: {', '.join(values) or f'{most:g}'}" for kind, (most, values) in sorted(kept.items()))
