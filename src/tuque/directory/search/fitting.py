"""Whether a service is for someone, as far as its rules say: yes, no, or nobody said. No Django here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

POSTAL = re.compile(r"^[a-z]\d[a-z](\d[a-z]\d)?$")


@dataclass(frozen=True)
class Who:
    """What someone says of themselves; empty where they say nothing. `income` is the household's, in dollars a year; `household` how
    many they are. `ages` is a span, where only that is known."""

    age: int | None = None
    ages: tuple[float, float] | None = None
    gender: str = ""
    statuses: Sequence[str] = ()
    income: float | None = None
    household: int | None = None
    lives: str = ""
    """A town, or a postal code or its beginning."""

    @property
    def says_something(self) -> bool:
        return (
            self.age is not None
            or self.ages is not None
            or self.income is not None
            or bool(self.gender or self.statuses or self.lives)
        )


def fits(who: Who, facts: Mapping[str, object]) -> bool | None:
    """False when a rule refuses them; True when a rule takes them and none refuses; None when nobody said.

    Whoever ticks one situation has not said that others are not theirs: a rule of situations takes them, or leaves it open.
    """
    answers = [_ages(who, facts.get("ages"))]
    rules = facts.get("rules")
    for kind, least, most, values in rules if isinstance(rules, list) else []:
        if kind == "age":
            answers.append(_of_age(who, least, most))
        elif kind == "gender" and who.gender:
            answers.append(who.gender in values)
        elif kind == "status" and set(who.statuses) & set(values):
            answers.append(True)
        elif kind == "income":
            answers.append(_earns(who, values) if values else _within(who.income, least, most))
        elif kind == "area" and who.lives:
            answers.append(_lives_in(who.lives, values))
    if False in answers:
        return False
    return True if True in answers else None


def _ages(who: Who, ages: object) -> bool | None:
    least, most = ages if isinstance(ages, list | tuple) and len(ages) == 2 else (None, None)
    return _of_age(who, least, most)


def _of_age(who: Who, least: float | None, most: float | None) -> bool | None:
    """Of a span of ages that is only partly within, nobody can say."""
    if who.age is not None or who.ages is None:
        return _within(who.age, least, most)
    youngest, oldest = (_within(age, least, most) for age in who.ages)
    is_outside = (most is not None and who.ages[0] > most) or (least is not None and who.ages[1] < least)
    return False if is_outside else youngest if youngest is oldest else None


def _earns(who: Who, limits: Sequence[str]) -> bool | None:
    """`limits` are for one person, for two…; the last one for all who are more. How many they are may be left unsaid."""
    amounts = [float(one) for one in limits]
    if who.income is None:
        return None
    if who.household is not None:
        return who.income <= amounts[min(max(who.household, 1), len(amounts)) - 1]
    if who.income <= min(amounts):
        return True
    return False if who.income > max(amounts) else None


def _within(value: float | None, least: float | None, most: float | None) -> bool | None:
    if value is None or (least is None and most is None):
        return None
    return (least is None or value >= least) and (most is None or value <= most)


def _lives_in(lives: str, areas: Sequence[str]) -> bool | None:
    """Postal codes are held against postal codes, towns against towns; one says nothing of the other."""
    here = _plain(lives)
    is_code = bool(POSTAL.match(here.replace(" ", "")))
    if is_code:
        here = here.replace(" ", "")
    alike = [_plain(area) for area in areas if bool(POSTAL.match(_plain(area).replace(" ", ""))) is is_code]
    if not alike:
        return None
    if not is_code:
        return here in alike
    codes = [area.replace(" ", "") for area in alike]
    if any(here.startswith(code) for code in codes):
        return True
    # Only the beginning of a code was told, and a rule names whole codes within it: nobody can say.
    return None if any(code.startswith(here) for code in codes) else False


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().split())
