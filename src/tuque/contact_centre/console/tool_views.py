"""The toolbox as leads keep it: every kind with its pieces, in both languages."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions
from tuque.contact_centre.console import toolbox
from tuque.contact_centre.console.models import ToolKind
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound


class ToolForm(forms.Form):
    """Both languages, or nothing: whoever answers finds the words in the person's own."""

    title_en = forms.CharField(label=gettext_lazy("Title, in English"), max_length=120)
    title_fr = forms.CharField(label=gettext_lazy("Title, in French"), max_length=120)
    body_en = forms.CharField(
        label=gettext_lazy("Words, in English"), max_length=1500, required=False, widget=forms.Textarea({"rows": 3})
    )
    body_fr = forms.CharField(
        label=gettext_lazy("Words, in French"), max_length=1500, required=False, widget=forms.Textarea({"rows": 3})
    )
    in_use = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def clean(self) -> dict[str, object]:
        clean = super().clean() or {}
        if bool(clean.get("body_en")) != bool(clean.get("body_fr")):
            missing = "body_fr" if clean.get("body_en") else "body_en"
            self.add_error(missing, _("Write these words in this language too."))
        return clean


@require_GET
@roles_allowed(*permissions.PLANNERS)
def toolbox_page(request: WorkerRequest) -> HttpResponse:
    return _page(request)


@require_POST
@roles_allowed(*permissions.PLANNERS)
def save(request: WorkerRequest, kind: str) -> HttpResponse:
    """Change one piece by its code, or add one. What was typed is kept when something is wrong."""
    if kind not in ToolKind.values:
        raise NotFound
    code = request.POST.get("code", "")
    form = ToolForm(request.POST, auto_id=f"{kind}-{code or 'new'}-%s")
    if not form.is_valid():
        return _page(request, wrong=(kind, code, form), status=422)
    toolbox.save_tool(kind, form.cleaned_data, code=code, by=request.worker, at=now())
    messages.success(request, _("Saved. Whoever answers finds it at once."))
    return redirect(reverse("contact_centre:toolbox") + f"#{kind}")


def _page(request: WorkerRequest, *, wrong: tuple[str, str, ToolForm] | None = None, status: int = 200) -> HttpResponse:
    groups = []
    for kind in ToolKind:
        rows = []
        for one in toolbox.list_tools(request.worker.organization, kind, retired=True):
            initial = {name: getattr(one, name) for name in ToolForm.base_fields}
            rows.append((one, ToolForm(initial=initial, auto_id=f"{kind.value}-{one.code}-%s"), False))
        new = ToolForm(initial={"in_use": True}, auto_id=f"{kind.value}-new-%s")
        new_open = False
        if wrong and wrong[0] == kind.value:
            rows = [(one, wrong[2] if one.code == wrong[1] else form, one.code == wrong[1]) for one, form, _o in rows]
            new, new_open = (wrong[2], True) if not wrong[1] else (new, False)
        groups.append({"kind": kind.value, "label": kind.label, "rows": rows, "new": new, "new_open": new_open})
    return render_page(request, "contact_centre/console/toolbox.html", {"groups": groups}, status=status)
