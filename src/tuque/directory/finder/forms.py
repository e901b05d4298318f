"""The finder's one box and what may be chosen beside it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.directory import circumstances, vocabulary
from tuque.directory.models import SearchTerm
from tuque.directory.search.asking import Ask
from tuque.directory.search.fitting import Who
from tuque.directory.search.questions import LANGUAGE, TOPIC

MOST_KEPT = 40
MOST_PAGES = 10
ABOUT_ONESELF = ("gender", "status", "income", "lives")  # how many they are tells nothing by itself


class Search(forms.Form):
    """Nothing here is refused but what cannot be read: a person in need is never sent back to a form."""

    words = forms.CharField(required=False, max_length=400)
    near = forms.CharField(required=False, max_length=120)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    topic = forms.CharField(required=False, max_length=60)
    language = forms.CharField(required=False, max_length=40)
    open_now = forms.BooleanField(required=False)
    free = forms.BooleanField(required=False)
    accessible = forms.BooleanField(required=False)
    age = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=120,
        error_messages={
            "invalid": _("Write the age as a number of years, such as 34, or leave it empty."),
            "max_value": _("Write an age up to 120, or leave it empty."),
            "min_value": _("Write the age as a number of years, such as 34, or leave it empty."),
        },
    )
    gender = forms.CharField(required=False, max_length=30)
    status = forms.MultipleChoiceField(required=False)
    income = forms.FloatField(
        required=False,
        min_value=0,
        max_value=10_000_000,
        error_messages={
            "invalid": _("Write the income as a number, such as 24000, or leave it empty."),
            "min_value": _("Write the income as a number, such as 24000, or leave it empty."),
            "max_value": _("Write the income as a number, such as 24000, or leave it empty."),
        },
    )
    household = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=30,
        error_messages={
            "invalid": _("Write how many as a number, such as 3, or leave it empty."),
            "min_value": _("Write how many as a number, such as 3, or leave it empty."),
            "max_value": _("Write how many as a number, such as 3, or leave it empty."),
        },
    )
    lives = forms.CharField(required=False, max_length=80)
    everyone = forms.BooleanField(required=False)
    exact = forms.BooleanField(required=False)
    counted = forms.CharField(required=False, max_length=500)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(code, code) for code in circumstances.statuses()]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]

    def clean_gender(self) -> str:
        return self.cleaned_data["gender"] if self.cleaned_data["gender"] in circumstances.genders() else ""

    def clean_topic(self) -> str:
        return self.cleaned_data["topic"] if self.cleaned_data["topic"] in vocabulary.topics() else ""

    def clean_language(self) -> str:
        return self.cleaned_data["language"] if self.cleaned_data["language"] in vocabulary.languages() else ""

    def asked(self, *, reader: str) -> Ask:
        """What was asked; a field that could not be read says so beside itself, and the others count."""
        clean = self.cleaned_data
        point = (clean.get("lon"), clean.get("lat"))
        return Ask(
            words=clean.get("words") or "",
            near=clean.get("near") or "",
            point=(point[0], point[1]) if point[0] is not None and point[1] is not None else None,
            topics=[clean["topic"]] if clean.get("topic") else [],
            language=clean.get("language") or "",
            free=bool(clean.get("free")),
            accessible=bool(clean.get("accessible")),
            open_now=bool(clean.get("open_now")),
            who=self.who,
            leaves_out=not clean.get("everyone"),
            exact=bool(clean.get("exact")),
            reader=reader,
        )

    @property
    def asks_for(self) -> str:
        """The need as it is counted where nothing answers it: the same with another choice beside it is the same need."""
        clean = self.cleaned_data
        return " ".join([clean.get("topic") or "-", *(clean.get("words") or "").lower().split()])

    @property
    def was_counted(self) -> bool:
        return self.cleaned_data.get("counted") == self.asks_for

    @property
    def who(self) -> Who:
        """What they said of themselves: for this search alone."""
        clean = self.cleaned_data
        return Who(
            age=clean.get("age"),
            gender=clean.get("gender") or "",
            statuses=tuple(clean.get("status") or ()),
            income=clean.get("income"),
            household=clean.get("household"),
            lives=(clean.get("lives") or "").strip(),
        )

    @property
    def asks_something(self) -> bool:
        names = ("words", "near", "topic", "language", "open_now", "free", "accessible", "age", "lon", *ABOUT_ONESELF)
        return any(self.data.get(name) not in (None, "") for name in names)


def kept_ids(values: list[str]) -> list[UUID]:
    """The services of someone's own list, from a form or an address; what is no id is left out."""
    ids: list[UUID] = []
    for value in values[: MOST_KEPT * 2]:
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(ids))[:MOST_KEPT]


def topics_there(reader: str, only: Sequence[str] = ()) -> list[dict[str, object]]:
    """The topics with services under them, and how many; all of them while nothing is in the index. `only`: those of a theme,
    where a part of a topic may stand by itself."""
    counts = dict(SearchTerm.objects.filter(term__startswith=TOPIC, records__gt=0).values_list("term", "records"))
    return [
        {
            "code": topic.code,
            "icon": f"topic-{topic.within or topic.code}",
            "name": topic.name(reader),
            "services": counts.get(TOPIC + topic.code, 0),
        }
        for topic in vocabulary.topics().values()
        if (topic.code in only if only else not topic.within) and (not counts or TOPIC + topic.code in counts)
    ]


def subtopics_of(code: str, reader: str) -> list[dict[str, object]]:
    if not code:
        return []
    terms = {one.code: one for one in vocabulary.topics().values() if one.within == code}
    counts = dict(
        SearchTerm.objects.filter(term__in=[TOPIC + one for one in terms], records__gt=0).values_list("term", "records")
    )
    return [
        {"code": one.code, "name": one.name(reader), "services": counts[TOPIC + one.code]}
        for one in terms.values()
        if TOPIC + one.code in counts
    ]


def languages_there(reader: str) -> list[tuple[str, str]]:
    """The languages that some service speaks, by name."""
    terms = SearchTerm.objects.filter(term__startswith=LANGUAGE, records__gt=0).values_list("term", flat=True)
    spoken = {term.removeprefix(LANGUAGE) for term in terms}
    named = [(one.code, one.name(reader)) for one in vocabulary.languages().values() if one.code in spoken]
    return sorted(named, key=lambda one: vocabulary.folded(one[1]))
