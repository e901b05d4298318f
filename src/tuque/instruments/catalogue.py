"""The instruments that come with Tuque, and what an instrument's file says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tuque.forms.language import Form, Rules, Words, read_definition, read_rules

FOLDER = Path(__file__).resolve().parent / "shipped"
WORDED = ("title", "about", "source", "licence", "status")


@dataclass(frozen=True)
class Read:
    """An instrument, read and found good. `status` says what may mislead: a working translation, bands that nobody studied."""

    code: str
    version: str
    title: Words
    about: Words
    source: Words
    licence: Words
    status: Words
    form: Form
    rules: Rules
    body: Mapping[str, Any]


def read(body: Mapping[str, Any]) -> Read:
    """Raises ValueError for a file that is not good."""
    form, problems = read_definition(body["form"])
    rules, more = read_rules(body["results"], form) if form is not None else (None, [])
    if form is None or rules is None:
        raise ValueError(f"instruments: {body.get('code')} cannot be read: {[*problems, *more][0]}")
    words = {name: Words(body[name]["en"], body[name]["fr"]) for name in WORDED}
    return Read(code=body["code"], version=body["version"], form=form, rules=rules, body=body, **words)


@cache
def shipped() -> Mapping[str, Read]:
    """By code; read once for each process."""
    return {one.code: one for one in (read(json.loads(path.read_text())) for path in sorted(FOLDER.glob("*.json")))}
