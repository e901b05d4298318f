"""Which modules speak to the network by themselves: a new one goes through `tuque.core.outgoing`, or is listed with a reason."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2] / "src/tuque"
SPEAK = {
    "aiohttp",
    "boto3",
    "ftplib",
    "http.client",
    "imaplib",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
}
LISTED = {
    "accounts/adapters.py": "the type of the session that outgoing gives",
    "accounts/views/single_sign_on.py": "the exceptions alone",
    "channels/providers/email/mailbox.py": "the administrator's own mailbox",
    "channels/providers/email/sending.py": "the exceptions of the mail server alone",
    "channels/providers/contract.py": "the types of the session that outgoing gives, and of its answers",
    "core/outgoing.py": "the one way out",
    "serving/doctor.py": "asks whether the administrator's own mail server answers",
    "serving/server.py": "listens",
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if any(name == one or name.startswith(f"{one}.") for one in SPEAK)}


def test_what_speaks_to_the_network_is_listed():
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if "/tests/" not in str(path) and not path.is_relative_to(ROOT / "bench") and imported(path)
    }

    assert found == LISTED.keys(), "Use tuque.core.outgoing.session(); see docs/reference/outgoing.md"
