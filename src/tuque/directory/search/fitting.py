"""Whether a service is for someone, as far as its rules say: yes, no, or nobody said. No Django here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    """What someone says of themselves; empty where they say nothing."""

    age: int | None = None
    gender: str = ""
    statuses: Sequence[str] = ()

    @property
    def says_something(self) -> bool:
        return self.age is not None or bool(self.gender) or bool(self.statuses)


def fits(who: Who, facts: Mapping[str, object]) -> bool | None:
    """False when a rule refuses them; True when a rule takes them and none refuses; None when nobody said."""
    answers = [_ages(who.age, facts.get("ages"))]
    rules = facts.get("rules")
    for kind, least, most, values in rules if isinstance(rules, list) else []:
        if kind == "age":
            answers.append(_within(who.age, least, most))
        elif kind == "gender" and who.gender:
            answers.append(who.gender in values)
        elif kind == "status" and who.statuses:
            answers.append(bool(set(who.statuses) & set(values)))
    if False in answers:
        return False
    return True if True in answers else None


def _ages(age: int | None, ages: object) -> bool | None:
    least, most = ages if isinstance(ages, list | tuple) and len(ages) == 2 else (None, None)
    return _within(age, least, most)


def _within(age: int | None, least: float | None, most: float | None) -> bool | None:
    if age is None or (least is None and most is None):
        return None
    return (least is None or age >= least) and (most is None or age <= most)
