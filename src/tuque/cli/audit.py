"""`tuque verify-audit` and `tuque audit-key`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tuque.cli.setup import bar_of, use_django
from tuque.config.spoken import gettext as _
from tuque.config.spoken import ngettext


def add_to(app: typer.Typer) -> None:
    app.command(
        "verify-audit",
        help=_("Read the audit whole against its seals and its signed roots; say which record is not as it was."),
    )(verify_audit)
    app.command(
        "audit-key", help=_("Print the public key that checks the audit's roots: give it to whoever keeps them.")
    )(audit_key)


def verify_audit(
    organization: Annotated[str, typer.Option(help=_("One organization's code; every chain when left out."))] = "",
    roots: Annotated[Path | None, typer.Option(help=_("Roots that someone else kept, one to a line."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("For a machine."))] = False,
) -> None:
    use_django()
    from tuque.core import wall

    with wall.system(wall.Purpose.AUDIT):
        _verify(organization, roots=roots, as_json=as_json)


def _verify(organization: str, *, roots: Path | None, as_json: bool) -> None:

    from tuque.accounts.models import Organization
    from tuque.audit.models import Seal
    from tuque.audit.proof import sealing, verifying

    if organization and not Organization.objects.filter(code=organization).exists():
        raise typer.BadParameter(_("There is no organization with the code “%(code)s”.") % {"code": organization})
    statements = read_roots(roots) if roots else []
    wanted = [
        (chain, owner)
        for chain, owner in sealing.chains()
        if not organization or (owner is not None and owner.code == organization)
    ]
    total = sum(Seal.objects.filter(chain__in=[chain for chain, _owner in wanted]).values_list("count", flat=True))
    reports = []
    with bar_of(_("Reading the audit"), total=total) as tell:
        for chain, owner in wanted:
            reports.append(verifying.verify_chain(chain, owner, statements=statements, tell=tell))
    faults = sum(len(report.faults) for report in reports)
    if as_json:
        print(json.dumps({"chains": [asdict(report) for report in reports], "faults": faults}))
    else:
        for report in reports:
            show(report)
        whole = _("The audit is as it was sealed and signed.")
        print(ngettext("%(number)s fault.", "%(number)s faults.", faults) % {"number": faults} if faults else whole)
    raise typer.Exit(1 if faults else 0)


def read_roots(path: Path) -> list[dict[str, Any]]:
    """One statement to a line; what is around them, as in a message, is left out."""

    found = []
    try:
        lines = path.read_text().splitlines()
    except OSError as trouble:
        raise typer.BadParameter(_("%(path)s cannot be read.") % {"path": path}) from trouble
    for line in lines:
        if line.startswith("{"):
            try:
                found.append(json.loads(line))
            except ValueError as trouble:
                said = {"path": path, "line": line[:40]}
                raise typer.BadParameter(_("%(path)s: a line is not a whole root: %(line)s…") % said) from trouble
    if not found:
        raise typer.BadParameter(_("%(path)s holds no root: each is a line that begins with a brace.") % {"path": path})
    return found


def show(report: Any) -> None:

    from tuque.audit.proof import words

    counts = {name: getattr(report, name) for name in ("name", "records", "seals", "waiting", "roots", "statements")}
    print(
        _(
            "%(name)s: %(records)s records in %(seals)s seals, %(waiting)s waiting, %(roots)s roots here, %(statements)s from outside."
        )
        % counts
    )
    for fault in report.faults:
        key = "" if fault.record is None else " " + _("(key %(key)s)") % {"key": fault.record}
        print(f"  {words.in_words(fault)}{key}.")


def audit_key(
    new: Annotated[
        bool, typer.Option("--new", help=_("Begin a new key: the former one is lost or known to others."))
    ] = False,
) -> None:
    use_django()
    from tuque.audit.proof import keys
    from tuque.core import wall
    from tuque.core.clock import now

    with wall.system(wall.Purpose.AUDIT):
        _private, key = keys.begin(at=now()) if new else keys.current(at=now())
    print(key.public_key)
