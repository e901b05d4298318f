"""The toolbox: words as data, shipped in both languages, and an organization's own once a lead changed them."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.console.models import Tool, ToolKind
from tuque.core.ids import new_id
from tuque.core.problems import NotFound

SHIPPED = Path(__file__).resolve().parent / "shipped"


def list_tools(organization: Organization, kind: str, *, retired: bool = False) -> list[Tool]:
    """Those in use, in their order; also the others where `retired`."""
    own = list(Tool.objects.filter(organization=organization, kind=kind).order_by("position", "pk"))
    found = own or shipped(kind)
    return [one for one in found if one.in_use or retired]


def find_tool(organization: Organization, kind: str, code: str) -> Tool | None:
    return next((one for one in list_tools(organization, kind, retired=True) if one.code == code), None)


def shipped(kind: str) -> list[Tool]:
    """Unsaved rows of what Tuque brings."""
    return [
        Tool(
            kind=kind,
            code=one["code"],
            title_en=one["title"]["en"],
            title_fr=one["title"]["fr"],
            body_en=one.get("body", {}).get("en", ""),
            body_fr=one.get("body", {}).get("fr", ""),
            position=place,
        )
        for place, one in enumerate(_read(kind))
    ]


@cache
def _read(kind: str) -> list[dict[str, Any]]:
    file = SHIPPED / f"{kind}.json"
    found: list[dict[str, Any]] = json.loads(file.read_text()) if file.exists() else []
    return found


@transaction.atomic
def make_own(kind: str, *, by: Worker, at: datetime) -> None:
    """Copy what is shipped into the organization's own rows, once: from then on they are its own to change."""
    permissions.check_can_plan(by)
    if Tool.objects.filter(organization=by.organization, kind=kind).exists():
        return
    for one in shipped(kind):
        one.organization, one.changed_at, one.public_id = by.organization, at, new_id()
        one.save()
    audit.record("contact_centre.tools_owned", by=by, organization=by.organization, at=at, details={"kind": kind})


@transaction.atomic
def save_tool(kind: str, words: Mapping[str, Any], *, code: str = "", by: Worker, at: datetime) -> Tool:
    """Change one by its code, or add one at the end. Raises NotFound for a code that is not there."""
    permissions.check_can_plan(by)
    if kind not in ToolKind.values:
        raise NotFound
    make_own(kind, by=by, at=at)
    rows = Tool.objects.filter(organization=by.organization, kind=kind)
    if code:
        tool = rows.filter(code=code).first()
        if tool is None:
            raise NotFound
    else:
        last = rows.aggregate(last=Max("position"))["last"] or 0
        tool = Tool(
            organization=by.organization, kind=kind, code=_free_code(kind, words["title_en"], by), position=last + 1
        )
    for name in ("title_en", "title_fr", "body_en", "body_fr", "in_use"):
        if name in words:
            setattr(tool, name, words[name])
    tool.changed_at = at
    tool.save()
    audit.record(
        "contact_centre.tool_changed",
        by=by,
        organization=by.organization,
        at=at,
        details={"kind": kind, "tool": tool.code, "in_use": tool.in_use},
    )
    return tool


def _free_code(kind: str, title: str, by: Worker) -> str:
    wanted = slugify(title)[:30] or "own"
    taken = set(Tool.objects.filter(organization=by.organization, kind=kind).values_list("code", flat=True))
    return wanted if wanted not in taken else f"{wanted}-{UUID(int=new_id().int).hex[-6:]}"
