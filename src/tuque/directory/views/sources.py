"""One source of the directory: where it is from, under which licence it leaves, whether anyone may take it whole."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.directory import permissions, selectors
from tuque.directory.clearing import ClearText
from tuque.directory.problems import SourceUnfit
from tuque.directory.services import feeds, sources
from tuque.directory.taxonomies.reading import FORMAT

ZONES = sorted(name for name in available_timezones() if name.startswith(("America/", "Atlantic/", "Europe/")))


class SourceForm(forms.Form):
    name = ClearText(max_length=200, label=gettext_lazy("Name of the source"))
    language = forms.ChoiceField(
        choices=[("en", gettext_lazy("English")), ("fr", gettext_lazy("French"))],
        label=gettext_lazy("Language of its texts"),
        help_text=gettext_lazy("For records that come from now on."),
    )
    country = forms.RegexField(
        regex=r"^[A-Za-z]{2}$",
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Two letters, for public holidays: CA, US, FR."),
    )
    region = forms.RegexField(
        regex=r"^[A-Za-z0-9-]{0,10}$",
        required=False,
        label=gettext_lazy("Province or region"),
        help_text=gettext_lazy("Its code, for public holidays: MB, QC. Empty: those of the whole country."),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of its hours"))
    licence = ClearText(max_length=200, required=False, label=gettext_lazy("Licence"))
    attribution = ClearText(
        max_length=300,
        required=False,
        label=gettext_lazy("Whom to name"),
        help_text=gettext_lazy("As its licence asks; shown under each of its services and in the files that leave."),
    )
    rank = forms.IntegerField(
        min_value=0,
        max_value=32_000,
        label=pgettext_lazy("source", "Rank"),
        help_text=gettext_lazy(
            "Where two sources differ on a service, the one with the lower number is heard first: its values are the ones proposed."
        ),
    )
    is_open = forms.BooleanField(
        required=False,
        label=gettext_lazy("In the open-data feed"),
        help_text=gettext_lazy(
            "Anyone may take the whole of what is public of it as a file, under its licence. What is confidential is never in it."
        ),
    )

    def __init__(self, *args: Any, zone: str, **more: Any) -> None:
        super().__init__(*args, **more)
        zones = ZONES if zone in ZONES else [zone, *ZONES]
        self.fields["time_zone"] = forms.ChoiceField(
            choices=[(one, one) for one in zones], label=gettext_lazy("Time zone of its hours")
        )

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).upper()


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def one(request: WorkerRequest, code: str) -> HttpResponse:
    source = selectors.get_source(code, viewer=request.worker)
    known = {name: getattr(source, name) for name in sources.TOLD}
    form = SourceForm(request.POST or None, initial=known, zone=source.time_zone)
    if request.method == "POST" and form.is_valid():
        try:
            sources.change(source=source, values=form.cleaned_data, by=request.worker, at=now())
        except SourceUnfit as problem:
            form.add_error(problem.field, problem.message())
        else:
            messages.success(request, _("Kept."))
            return redirect("directory:source", code)
    context = {
        "source": source,
        "form": form,
        "is_own": source.code == feeds.OWN,
        "is_terms": source.format == FORMAT,
        "services": selectors.count_services(source),
        "runs": selectors.list_runs(request.worker).filter(source=source)[:10],
    }
    return render_page(request, "directory/source.html", context, status=422 if form.errors else 200)
