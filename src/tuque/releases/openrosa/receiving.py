"""A submission made into an interaction: answers checked as a page's are, written once, pictures after the words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuque.accounts.api import Team
from tuque.core.problems import NotFound, Problem
from tuque.forms import api as forms
from tuque.interactions import api as log
from tuque.releases.openrosa.security import Caller


@dataclass
class SubmissionRefused(Problem):
    """What was sent is no submission; `reason` as in `forms.SubmissionUnreadable`, or `no_file`."""

    code = "releases.submission_refused"
    reason: str = "not_xml"

    def message(self) -> str:
        reasons = {
            "no_file": _("No filled form came with this request: its part “xml_submission_file” is missing."),
            "too_large": _("This filled form is too large. Photos travel beside it, not inside."),
            "no_form": _("The filled form does not say which form it is."),
            "no_instance": _("The filled form has no id of its own (instanceID). Get the blank form again."),
        }
        return reasons.get(self.reason) or _("This is not a filled form that can be read.")


@dataclass
class FormUnknown(Problem):
    code = "releases.form_unknown"
    status = 404

    def message(self) -> str:
        return _("This form, or this version of it, is not one of your organization’s. Get the blank form again.")


@dataclass
class AnswersRefused(Problem):
    """The device kept the filled form: it can be mended there and sent again."""

    code = "releases.answers_refused"
    status = 422
    lines: Sequence[str] = ()

    def message(self) -> str:
        return _(
            "Some answers cannot be taken, so nothing was saved; the filled form is still on the device. %(lines)s"
        ) % {"lines": " ".join(self.lines)}


@dataclass
class Received:
    """`trouble`: what came with it and was not kept, in words. The record itself is safe."""

    record: UUID
    trouble: list[str] = field(default_factory=list)


def receive(data: bytes, uploads: "Iterable[UploadedFile[bytes]]", *, caller: Caller, at: datetime) -> Received:
    """Write what was sent, once for each instance. Raises a Problem in the caller's language, and nothing is written."""
    sent = _read(data)
    try:
        offered = forms.get_form_as_named(sent.form, sent.version, viewer=caller.worker)
    except NotFound:
        raise FormUnknown from None
    found = forms.answers_from(offered.form, sent)
    if found.unknown:
        raise AnswersRefused(
            [_("“%(name)s” is no question of this form.") % {"name": one[:60]} for one in found.unknown]
        )
    # It ended on the device, perhaps hours before there was a network; a clock that runs ahead is not believed.
    ended_at = min(found.ended_at or at, at)
    draft = log.check(offered, found.answers, viewer=caller.worker, at=ended_at)
    if draft.entry is None:
        raise AnswersRefused(list(_complaints(draft, offered.form)))
    team = _team(offered, caller)
    row = log.record_interaction(by=caller.worker, team=team, entry=draft.entry, key=key_of(sent.instance), at=at)
    received = Received(record=row.public_id)
    for upload in uploads:
        _keep(upload, received, named=found.files, caller=caller, at=at)
    return received


def key_of(instance: str) -> UUID:
    """The same key for the same instance: clients write `uuid:` and a UUID, but may write any address."""
    try:
        return UUID(instance.removeprefix("uuid:"))
    except ValueError:
        return uuid5(NAMESPACE_URL, instance)


def _read(data: bytes) -> forms.Submission:
    try:
        return forms.read_submission(data)
    except forms.SubmissionUnreadable as fault:
        raise SubmissionRefused(fault.reason) from None


def _complaints(draft: log.Draft, form: forms.Form) -> Iterable[str]:
    for code, problem in draft.errors.items():
        words = forms.answer_message(problem, field=form.find_field(code.rpartition(".")[2]))
        label = _label(code, form)
        yield f"{label}: {words}" if label else words
    for _code, label, words in draft.troubles:
        yield f"{label}: {words}" if label else words


def _label(path: str, form: forms.Form) -> str:
    """What a question is called; in a row, with the name and the number of the row: “Person 2 · Age”."""
    language = get_language()
    holder, _dot, rest = path.partition(".")
    row, _dot, code = rest.partition(".")
    one, inner = form.find_field(holder), form.find_field(code)
    if one is not None and inner is not None and row.isdigit():
        called = (one.each or one.label).in_language(language)
        return f"{called} {int(row) + 1} · {inner.label.in_language(language)}"
    return one.label.in_language(language) if one else ""


def _team(offered: forms.PublishedForm, caller: Caller) -> Team | None:
    """Always the same for the same form and device, so that a resend is a resend."""
    teams = caller.worker.teams
    own = offered.version.definition.team or caller.team
    return own or (teams[0] if len(teams) == 1 else None)


def _keep(
    upload: "UploadedFile[bytes]", received: Received, *, named: Mapping[str, str], caller: Caller, at: datetime
) -> None:
    kind = named.get(upload.name or "")
    if kind is None:
        received.trouble.append(_("A file came that no answer names; it was not kept."))
        return
    try:
        if kind == "photo":
            log.add_photo(public_id=received.record, by=caller.worker, upload=upload, at=at)
            return
        mark = forms.mark_of_name(upload.name or "")
        log.add_attachment(public_id=received.record, by=caller.worker, upload=upload, kind=kind, mark=mark, at=at)
    except (log.PhotoRefused, log.RecordingRefused, log.RecordVoid) as refused:
        received.trouble.append(refused.message())
