"""`tuque verify-audit` and `tuque audit-key`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tuque.cli.setup import bar_of, use_django

WORDS = {
    "changed": "the record was changed",
    "deleted": "the record was deleted",
    "inserted": "a record was put in afterwards",
    "moved": "the record was moved to another place",
    "seal_changed": "the seal was changed",
    "seal_missing": "a seal is missing",
    "tail_cut": "the end of the chain was cut off",
    "root_differs": "the chain is not what was signed: it was changed and sealed anew",
    "root_missing": "a root is missing here",
    "signature_wrong": "the signature is not good",
    "statement_unreadable": "a root of the file cannot be read",
}


def add_to(app: typer.Typer) -> None:
    app.command("verify-audit")(verify_audit)
    app.command("audit-key")(audit_key)


def verify_audit(
    organization: Annotated[str, typer.Option(help="One organization's code; every chain when left out.")] = "",
    roots: Annotated[Path | None, typer.Option(help="Roots that someone else kept, one to a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
) -> None:
    """Read the audit whole against its seals and its signed roots; say which record is not as it was."""
    use_django()
    from tuque.core import wall

    with wall.system(wall.Purpose.AUDIT):
        _verify(organization, roots=roots, as_json=as_json)


def _verify(organization: str, *, roots: Path | None, as_json: bool) -> None:
    from tuque.accounts.models import Organization
    from tuque.audit.models import Seal
    from tuque.audit.proof import sealing, verifying

    if organization and not Organization.objects.filter(code=organization).exists():
        raise typer.BadParameter(f"No organization has the code {organization!r}.")
    statements = read_roots(roots) if roots else []
    wanted = [
        (chain, owner)
        for chain, owner in sealing.chains()
        if not organization or (owner is not None and owner.code == organization)
    ]
    total = sum(Seal.objects.filter(chain__in=[chain for chain, _owner in wanted]).values_list("count", flat=True))
    reports = []
    with bar_of("Reading the audit", total=total) as tell:
        for chain, owner in wanted:
            reports.append(verifying.verify_chain(chain, owner, statements=statements, tell=tell))
    faults = sum(len(report.faults) for report in reports)
    if as_json:
        print(json.dumps({"chains": [asdict(report) for report in reports], "faults": faults}))
    else:
        for report in reports:
            show(report)
        print("The audit is as it was sealed and signed." if not faults else f"{faults} faults.")
    raise typer.Exit(1 if faults else 0)


def read_roots(path: Path) -> list[dict[str, Any]]:
    """One statement to a line; what is around them, as in a message, is left out."""
    found = []
    try:
        lines = path.read_text().splitlines()
    except OSError as trouble:
        raise typer.BadParameter(f"{path} cannot be read: {trouble.strerror}.") from trouble
    for line in lines:
        if line.startswith("{"):
            try:
                found.append(json.loads(line))
            except ValueError as trouble:
                raise typer.BadParameter(f"{path}: a line is not a whole root: {line[:40]}…") from trouble
    if not found:
        raise typer.BadParameter(f"{path} holds no root: each is a line that begins with a brace.")
    return found


def show(report: Any) -> None:
    print(
        f"{report.name}: {report.records} records in {report.seals} seals, {report.waiting} waiting, "
        f"{report.roots} roots here, {report.statements} from outside."
    )
    for fault in report.faults:
        where = f"place {fault.first}" if fault.first == fault.last else f"places {fault.first} to {fault.last}"
        which = f", key {fault.record}" if fault.record is not None else ""
        print(f"  {where}{which}: {WORDS[fault.kind]}.")


def audit_key(
    new: Annotated[
        bool, typer.Option("--new", help="Begin a new key: the former one is lost or known to others.")
    ] = False,
) -> None:
    """Print the public key that checks the audit's roots: give it to whoever keeps them."""
    use_django()
    from tuque.audit.proof import keys
    from tuque.core import wall
    from tuque.core.clock import now

    with wall.system(wall.Purpose.AUDIT):
        _private, key = keys.begin(at=now()) if new else keys.current(at=now())
    print(key.public_key)
