"""What is sent to the data desk, made into clean values."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Worker
from tuque.core.ids import new_id
from tuque.directory import api as directory
from tuque.releases.desk import attaching
from tuque.releases.desk.asking import Asked
from tuque.releases.desk.attaching import Attached
from tuque.releases.desk.models import DataDesk
from tuque.releases.desk.problems import FileNotTaken
from tuque.releases.desk.questions import Query
from tuque.releases.desk.services import LONGEST_TERM, Entry

PREFIX = "query_"


class Question(directory.finder_forms.Search):
    """The finder's own fields, so that both read a question alike; but for what someone says of themselves, which is for help and
    not for a file that is passed on."""

    NOT_ASKED = ("gender", "status", "income", "household", "lives", "everyone")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in self.NOT_ASKED:
            del self.fields[name]

    @property
    def asks_something(self) -> bool:
        return self.query().asks_something or self.point() is not None

    def query(self) -> Query:
        return Query.of(self.cleaned_data)

    def point(self) -> tuple[float, float] | None:
        """Where the device is, if it said so: used for this answer, kept nowhere."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return (lon, lat) if lon is not None and lat is not None else None


def long_text(label: Any, *, required: bool = True, rows: int = 4, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=widget, help_text=hint)


class AskUs(forms.Form):
    """A question that nothing here answers. `trap` is filled in by programs alone: people do not see it."""

    desk = forms.ChoiceField(label=_("Who do you ask?"))
    question = long_text(_("What would you like to know?"), hint=_("Please write nothing that names a person."))
    purpose = long_text(
        _("What is it for?"),
        required=False,
        rows=2,
        hint=_("It helps us to answer what you need. You may leave it out."),
    )
    wanted_on = forms.DateField(
        label=_("By when do you need it?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, such as 2026-12-15, or leave it empty.")},
    )
    name = forms.CharField(label=_("Your name, if you like"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Your e-mail, to be told of the answer"),
        required=False,
        help_text=_(
            "Without it, keep the link that you will be given: the answer is behind it. Erased ninety days after."
        ),
        error_messages={"invalid": _("Write a whole address, such as someone@example.org, or leave it empty.")},
    )
    trap = forms.CharField(required=False)

    def __init__(self, data: QueryDict | None = None, *, desks: Sequence[DataDesk], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.desks = {str(desk.public_id): desk for desk in desks}
        self.fields["desk"].choices = [(code, one.organization.name) for code, one in self.desks.items()]  # type: ignore[attr-defined]

    def chosen(self) -> DataDesk:
        return self.desks[self.cleaned_data["desk"]]

    def asked(self) -> Asked:
        names = ("question", "purpose", "name", "email", "wanted_on")
        return Asked(**{name: self.cleaned_data[name] for name in names}, language=reader())


def reader() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def key_in(post: QueryDict) -> UUID:
    """The id that the page made, so that a form sent twice is one request."""
    try:
        return UUID(post.get("_key", ""))
    except ValueError:
        return new_id()


class Words(forms.Form):
    words = long_text(pgettext_lazy("about a request", "Words"), rows=3)


class DueDay(forms.Form):
    due_on = forms.DateField(
        label=_("The new due day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("Write a day, such as 2026-12-15."),
            "required": _("Write a day, such as 2026-12-15."),
        },
    )
    words = long_text(_("Why, in words that whoever asked will read"), required=False, rows=2)


class Assignment(forms.Form):
    def __init__(self, data: QueryDict | None = None, *, answerers: Sequence[Worker]) -> None:
        super().__init__(data)
        self.workers = {str(one.public_id): one for one in answerers}
        choices = [(code, one.name) for code, one in self.workers.items()]
        self.fields["to"] = forms.ChoiceField(label=_("Who takes it up?"), choices=choices)

    def chosen(self) -> Worker:
        return self.workers[self.cleaned_data["to"]]


class Saved(forms.Form):
    """A question to the directory that is kept and answers anew each time."""

    query_words = forms.CharField(label=_("Words to search for"), max_length=200, required=False)
    query_near = forms.CharField(label=_("Near (a town, or the start of a postal code)"), max_length=80, required=False)
    query_topic = forms.ChoiceField(label=pgettext_lazy("of a search", "Topic"), required=False)
    query_language = forms.ChoiceField(label=_("Served in"), required=False)
    query_free = forms.BooleanField(label=_("Free of charge"), required=False)
    query_accessible = forms.BooleanField(label=_("Wheelchair accessible"), required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        language, vocabulary = reader(), directory.vocabulary
        topics = [(one.code, one.name(language)) for one in vocabulary.topics().values()]
        spoken = [(one.code, one.name(language)) for one in vocabulary.languages().values()]
        for name, choices in (("query_topic", topics), ("query_language", spoken)):
            ordered = sorted(choices, key=lambda one: vocabulary.folded(one[1]))
            self.fields[name].choices = [("", "–"), *ordered]  # type: ignore[attr-defined]

    def query(self) -> Query:
        """Of the search's own fields alone: the answer has words too."""
        asked = {name: value for name, value in self.cleaned_data.items() if name.startswith(PREFIX)}
        return Query.of({name.removeprefix(PREFIX): value for name, value in asked.items()})

    @staticmethod
    def known(query: Query) -> dict[str, object]:
        return {f"{PREFIX}{name}": value for name, value in query.kept().items()}

    @property
    def saved_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]


class AnswerForm(Saved):
    words = long_text(
        _("The answer, in the language of whoever asked"),
        rows=6,
        hint=_("No names, no confidential address, and no count of people below five."),
    )
    file = forms.FileField(
        label=_("A file of your own"),
        required=False,
        help_text=_("csv, txt, json, geojson, pdf or xlsx, up to 10 MB. Whoever asked takes it by their link."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in attaching.KINDS)}),
        error_messages={"empty": _("This file is empty. Choose it again.")},
    )
    file_licence = forms.CharField(label=_("Its licence"), max_length=200, required=False)
    file_dated_on = forms.DateField(
        label=_("The day that its figures are of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, such as 2026-12-15, or leave it empty.")},
    )
    file_method = long_text(_("How it was made, and what it does not say"), required=False, rows=2)

    FILE_FIELDS = ("file", "file_licence", "file_dated_on", "file_method")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        told = all(clean.get(name) for name in self.FILE_FIELDS)
        if clean.get("file") and not told and not set(self.FILE_FIELDS) & self.errors.keys():
            self.add_error(
                "file", _("Say its licence, its day and its method: they stand beside it. Then choose it again.")
            )
        elif clean.get("file"):
            self._check_file(clean["file"])
        return clean

    def _check_file(self, file: Any) -> None:
        try:
            attaching.check(file.name, b"-" * file.size if file.size > attaching.LARGEST else file.read())
        except FileNotTaken as problem:
            self.add_error("file", problem.message())
        finally:
            file.seek(0)

    def attached(self) -> Attached | None:
        clean = self.cleaned_data
        if not clean.get("file"):
            return None
        name, body = clean["file"].name, clean["file"].read()
        return Attached(name, body, clean["file_licence"], clean["file_dated_on"], clean["file_method"])

    @property
    def file_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FILE_FIELDS]


class EntryForm(Saved):
    question_en = forms.CharField(label=_("Question, in English"), max_length=300, required=False)
    question_fr = forms.CharField(label=_("Question, in French"), max_length=300, required=False)
    answer_en = long_text(_("Answer, in English"), required=False)
    answer_fr = long_text(_("Answer, in French"), required=False)
    is_public = forms.BooleanField(label=_("Anyone may read it"), required=False)

    def entry(self) -> Entry:
        names = ("question_en", "question_fr", "answer_en", "answer_fr", "is_public")
        return Entry(**{name: self.cleaned_data[name] for name in names}, query=self.query())


class DeskForm(forms.Form):
    is_open = forms.BooleanField(label=_("The desk is open: anyone may ask us"), required=False)
    due_days = forms.IntegerField(label=_("Days to answer in"), min_value=1, max_value=LONGEST_TERM)
