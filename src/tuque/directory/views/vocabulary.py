"""Everyday words: what people say, and the topic that they mean, in both languages."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import permissions, vocabulary
from tuque.directory.clearing import ClearText
from tuque.directory.forms import topic_choices
from tuque.directory.models import LayTerm
from tuque.directory.services import words as services

MOST_SHOWN = 200


class WordsForm(forms.Form):
    words = ClearText(max_length=200, label=gettext_lazy("What people say"))
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("In"))
    topic = forms.ChoiceField(label=gettext_lazy("What they mean"))
    is_unused = forms.BooleanField(
        required=False,
        label=gettext_lazy("These words mean no topic here"),
        help_text=gettext_lazy(
            "For words that come along and mislead in this town: they are then searched as they stand."
        ),
    )

    def __init__(self, data: object = None, *, reader: str, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        choices = [(code, f"– {words}" if within else words) for code, words, within in topic_choices(reader)]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def every(request: WorkerRequest) -> HttpResponse:
    reader = (get_language() or "en")[:2]
    form = WordsForm(request.POST or None, reader=reader, initial={"language": reader})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        services.put(
            language=clean["language"],
            words=clean["words"],
            topic=clean["topic"],
            weight=0.0 if clean["is_unused"] else 1.0,
            by=request.worker,
            at=now(),
        )
        messages.success(request, _("Kept. The search reads these words within a minute."))
        return redirect("directory:words")
    topics, looked_for = vocabulary.topics(), vocabulary.folded(request.GET.get("search", ""))[:80]
    own = (
        LayTerm.objects.filter(organization_id=request.worker.organization_id).exclude(topic="").order_by("words", "pk")
    )
    shipped = [
        one
        for one in vocabulary.lay_words()
        if not looked_for
        or looked_for in vocabulary.folded(one.words)
        or looked_for in vocabulary.folded(topics[one.topic].name(reader))
    ]
    context = {
        "form": form,
        "search": request.GET.get("search", "")[:80],
        "own": [(row, topics[row.topic].name(reader) if row.topic in topics else row.topic) for row in own],
        "shipped": [(one, topics[one.topic].name(reader)) for one in shipped[:MOST_SHOWN]],
        "number": len(shipped),
    }
    return render_page(request, "directory/words.html", context, status=422 if form.errors else 200)


@require_POST
@roles_allowed(*permissions.KEEPERS)
def take_away(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = LayTerm.objects.filter(public_id=public_id, organization_id=request.worker.organization_id).first()
    if row is None:
        raise NotFound
    services.take_away(row=row, by=request.worker, at=now())
    messages.success(request, _("Taken away. What comes along under the same words counts again."))
    return redirect("directory:words")
