"""The privacy officer reads who did what."""

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tuque.accounts.api import Role, Worker, WorkerRequest, roles_allowed
from tuque.audit import selectors, services
from tuque.audit.selectors import Filters
from tuque.core.clock import now
from tuque.core.pages import render_part


class FilterForm(forms.Form):
    worker = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, viewer: Worker, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        workers = [(str(worker.public_id), worker.name) for worker in selectors.list_workers(viewer=viewer)]
        actions = [(code, code) for code in selectors.list_actions(viewer=viewer)]
        self.fields["worker"].choices = [("", _("Everyone")), *workers]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", _("Everything")), *actions]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        values = self.cleaned_data if self.is_valid() else {}
        return Filters(worker=values.get("worker") or None, action=values.get("action") or "", day=values.get("day"))


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def list_records(request: WorkerRequest) -> HttpResponse:
    """One page of records. Reading them is recorded too, once for each first page."""
    form = FilterForm(request.GET or None, viewer=request.worker)
    filters = form.filters()
    records = selectors.list_records(viewer=request.worker, filters=filters)
    page = Paginator(records.none() if form.errors else records, 50).get_page(request.GET.get("page"))
    lines = selectors.in_lines(page.object_list, viewer=request.worker)
    if page.number == 1:
        with transaction.atomic():
            services.record("audit.records_read", at=now(), by=request.worker)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "lines": lines, "query": query.urlencode(), "as_of": now()}
    return render_part(request, page="audit/records.html", part="audit/_records.html", context=context)
