"""Questions that found nothing: counted by month, rough area and topic, so that a gap is seen; nothing is kept of who asked.

Of the words only those are kept that belong to everyday phrases or topics: a name that someone typed is never written down.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, Sum

from tuque.directory.models import SearchGap, SearchPhrase
from tuque.directory.search.building import EVERY
from tuque.directory.search.finding import Answer, Wish
from tuque.directory.search.questions import Because
from tuque.directory.search.words import words_of

MOST_WORDS = 8


def count(wish: Wish, answer: Answer, *, on: date, area: str, language: str, is_open_asked: bool = False) -> None:
    """Count one question without a find."""
    what = {
        "month": on.replace(day=1),
        "area": area[:12],
        "topic": _topic(wish, answer)[:60],
        "language": language[:12],
        "asked_for": " ".join([*_asked_for(wish), *(["open"] if is_open_asked else [])])[:120],
        "words": " ".join(_safe_words(wish.words))[:200],
    }
    with transaction.atomic():
        row, made = SearchGap.objects.get_or_create(**what, defaults={"times": 1})
        if not made:
            SearchGap.objects.filter(pk=row.pk).update(times=F("times") + 1)


def counted(*, since: date, until: date) -> Sequence[tuple[date, str, str, int]]:
    """How often nothing was found, of the months from `since` up to `until` (excluded): month, area, topic, times."""
    rows = SearchGap.objects.filter(month__gte=since.replace(day=1), month__lt=until).values("month", "area", "topic")
    told = rows.annotate(sum=Sum("times")).order_by("month", "area", "topic")
    return [(row["month"], row["area"], row["topic"], row["sum"]) for row in told]


def _topic(wish: Wish, answer: Answer) -> str:
    if wish.topics:
        return wish.topics[0]
    return topic_of(answer)


def topic_of(answer: Answer) -> str:
    """The topic that the words of a question point to first; "" when they point to none."""
    question = answer.question
    options = (option for concept in (*question.concepts, *question.wider) for option in concept.options)
    return next((option.shown for option in options if option.because is Because.TOPIC), "")


def _asked_for(wish: Wish) -> Sequence[str]:
    return [
        *(f"language:{code}" for code in wish.languages),
        *(["free"] if wish.free else []),
        *(f"access:{code}" for code in wish.accesses),
    ]


def _safe_words(text: str) -> Sequence[str]:
    everyday = SearchPhrase.objects.filter(phrase=EVERY).values_list("topics", flat=True).first() or []
    known = set(everyday)
    return sorted({word for word in words_of(text[:400]) if word in known})[:MOST_WORDS]
