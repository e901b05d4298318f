"""Whom a service is for, in words; and whether it is for who asks: yes, no, or nobody said."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _

from tuque.directory import circumstances
from tuque.directory.public_values import PublicRule, PublicService
from tuque.directory.search.fitting import Who, fits
from tuque.directory.search.reading import facts_of

YES, NO, UNSAID = "yes", "no", "unsaid"


def answer(who: Who | None, service: PublicService) -> str:
    """Empty when nobody said anything of themselves."""
    if who is None or not who.says_something:
        return ""
    return {True: YES, False: NO, None: UNSAID}[fits(who, facts_of(service))]


def told(service: PublicService, reader: str) -> list[str]:
    """Its rules, a sentence for each."""
    return in_words(service.rules, reader, least_age=service.minimum_age, most_age=service.maximum_age)


def in_words(
    rules: Sequence[PublicRule], reader: str, *, least_age: float | None = None, most_age: float | None = None
) -> list[str]:
    """A sentence for each rule; ages told beside them come first."""
    kept = {rule.kind: rule for rule in rules}
    ages = kept.get("age")
    least = least_age if least_age is not None else ages.least if ages else None
    most = most_age if most_age is not None else ages.most if ages else None
    sentences = [_ages(least, most)]
    for kind, every in (("gender", circumstances.genders()), ("status", circumstances.statuses())):
        names = [every[code].of_many(reader) for code in _values(kept.get(kind)) if code in every]
        if names:
            sentences.append(_("Only for %(people)s") % {"people": _either(names)})
    sentences.append(_income(kept.get("income")))
    areas = _values(kept.get("area"))
    if areas:
        sentences.append(_("Only for people who live in %(areas)s") % {"areas": ", ".join(areas)})
    return [one for one in sentences if one]


def _income(rule: PublicRule | None) -> str:
    """One limit, or one for each size of a household."""
    if rule is None or rule.most is None:
        return ""
    if not rule.values:
        return _("Household income of $%(amount)s a year at most") % {"amount": _dollars(rule.most)}
    if len(rule.values) == 1:
        return _("Household income of $%(amount)s a year at most") % {"amount": _dollars(float(rule.values[0]))}
    sizes = [
        _("%(people)s: $%(amount)s") % {"people": people, "amount": _dollars(float(amount))}
        for people, amount in enumerate(rule.values[:-1], start=1)
    ]
    last = _("%(people)s or more: $%(amount)s") % {
        "people": len(rule.values),
        "amount": _dollars(float(rule.values[-1])),
    }
    return _("Household income a year at most, by how many live on it – %(sizes)s") % {
        "sizes": "; ".join([*sizes, last])
    }


def _dollars(amount: float) -> str:
    return formats.number_format(amount, 0, force_grouping=True)


def _values(rule: PublicRule | None) -> Sequence[str]:
    return rule.values if rule else ()


def _ages(least: float | None, most: float | None) -> str:
    if least and most is not None:
        return _("From %(least)s to %(most)s years old") % {"least": _age(least), "most": _age(most)}
    if least:
        return _("From %(least)s years old") % {"least": _age(least)}
    if most is not None:
        return _("Up to %(most)s years old") % {"most": _age(most)}
    return ""


def _age(age: float) -> str:
    return formats.number_format(age, None if age % 1 else 0)


def _either(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(some)s or %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
