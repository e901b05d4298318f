"""The proof of one organization's audit, as its privacy officer sees it and hands it on."""

import base64
import io
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import segno
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Organization, Role, Worker
from tuque.audit import checks, keeping, services
from tuque.audit.models import Check, Handing, Root, Seal, Witness
from tuque.audit.proof import keys, roots
from tuque.core.problems import NotFound, PermissionRefused


class WitnessForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of a witness"), max_length=254)


class OrganizationForm(forms.Form):
    """Another organization of the site, asked to be a witness."""

    holder = forms.ChoiceField(label=_("Another organization"))

    def __init__(self, *args: object, viewer: Worker, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self._others = {str(other.public_id): other for other in keeping.list_candidates(viewer)}
        choices = [("", _("Choose")), *((key, other.name) for key, other in self._others.items())]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Organization:
        return self._others[self.cleaned_data["holder"]]


@dataclass(frozen=True)
class State:
    """`seal` and `root` are the last ones, None before the first; `handings` are the last root's. `key_lost` says what to do
    when the site can sign no more; empty when it can. `check` is the last time the chain was read whole from a page."""

    sealed: int
    seal: Seal | None
    root: Root | None
    handings: list[Handing]
    witnesses: list[Witness]
    key_lost: str
    check: Check | None


def state_of(*, viewer: Worker) -> State:
    """Raises PermissionRefused for anyone but a privacy officer."""
    _check(viewer)
    chain = str(viewer.organization.public_id)
    seal = Seal.objects.filter(chain=chain).defer("entries").order_by("-number").first()
    root = Root.objects.filter(chain=chain).select_related("key").order_by("-number").first()
    return State(
        sealed=seal.first_sequence + seal.count - 1 if seal else 0,
        seal=seal,
        root=root,
        handings=list(root.handings.select_related("witness", "holder").order_by("at")) if root else [],
        witnesses=list(
            Witness.objects.filter(organization=viewer.organization, ended_at=None)
            .select_related("holder")
            .order_by("added_at")
        ),
        key_lost=keys.KeyLost().message() if _is_late(seal, root) else "",
        check=checks.last_of(viewer.organization, viewer=viewer),
    )


def _is_late(seal: Seal | None, root: Root | None) -> bool:
    """Records go on being sealed, and no root follows: whoever signs, on this machine or another, has no key."""
    if seal is None or root is None or seal.number <= root.seal:
        return False
    return seal.sealed_at - root.signed_at > 2 * roots.EVERY


@transaction.atomic
def add_witness(email: str, *, by: Worker, at: datetime) -> Witness:
    """Each new root goes to this address. The same address again changes nothing."""
    _check(by)
    witness, is_new = Witness.objects.get_or_create(
        organization=by.organization,
        kind=Witness.Kind.EMAIL,
        email=email.lower(),
        ended_at=None,
        defaults={"added_at": at},
    )
    if is_new:
        services.record("audit.witness_added", by=by, subject=witness, at=at)
    return witness


@transaction.atomic
def end_witness(public_id: UUID, *, by: Worker, at: datetime) -> None:
    _check(by)
    witness = Witness.objects.filter(organization=by.organization, public_id=public_id).first()
    if witness is None:
        raise NotFound
    if witness.ended_at is None:
        witness.ended_at = at
        witness.save(update_fields=["ended_at"])
        keeping.end_at_holder(witness, at=at)
    services.record("audit.witness_ended", by=by, subject=witness, at=at)


@transaction.atomic
def print_root(public_id: UUID, *, viewer: Worker, at: datetime) -> Root:
    """A root of the viewer's organization, about to be printed; that it was is noted. Raises NotFound."""
    _check(viewer)
    root = Root.objects.filter(organization=viewer.organization, public_id=public_id).select_related("key").first()
    if root is None:
        raise NotFound
    roots.note_handing(root, kind=Witness.Kind.PAPER, witness=None, at=at)
    services.record("audit.root_printed", by=viewer, subject=root, at=at)
    return root


def text_of(root: Root) -> str:
    return roots.as_text(root)


def code_of(root: Root) -> str:
    """The same line as a picture that phones read, for the page's own image address."""
    out = io.BytesIO()
    segno.make(text_of(root), error="m").save(out, kind="svg", scale=4, xmldecl=False, svgns=True, light="white")
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def _check(worker: Worker) -> None:
    if not worker.holds(Role.PRIVACY_OFFICER):
        raise PermissionRefused
