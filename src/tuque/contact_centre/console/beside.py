"""What is written beside a conversation: the record's draft, the record, the safety plan. Words go when the conversation's go."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import arriving, plugs, talks, toolbox
from tuque.contact_centre.console.models import ContactDraft, SafetyPlan, ToolKind
from tuque.core.problems import NotFound
from tuque.forms import api as forms
from tuque.forms import services as form_services
from tuque.forms.models import Definition
from tuque.interactions import api as interactions

FORM = "line-contact"
SHIPPED = Path(__file__).resolve().parent / "shipped"
Conversation = channels.Conversation


def form_for(viewer: Worker, *, at: datetime) -> forms.PublishedForm:
    """The organization's own form for contacts; on first use the shipped one is published for it."""
    try:
        return forms.get_form(FORM, viewer=viewer)
    except NotFound:
        install_form(viewer.organization, at=at)
        return forms.get_form(FORM, viewer=viewer)


def install_form(organization: Organization, *, at: datetime) -> None:
    new = [(Definition.Kind.FORM, shipped_form())]
    form_services.install_starter(new, organization=organization, by=None, at=at)


@lru_cache(maxsize=1)
def shipped_form() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SHIPPED / f"{FORM}.json").read_text())
    return found


def draft_of(conversation: Conversation, worker: Worker) -> ContactDraft | None:
    return ContactDraft.objects.filter(conversation=conversation, worker=worker).first()


def known_already(conversation: Conversation, form: forms.Form, *, at: datetime) -> dict[str, Any]:
    """What fills itself: how long, on which channel, in which language, what the person said of their distress first."""
    minutes = max(1, round(((conversation.ended_at or at) - (conversation.answered_at or at)).total_seconds() / 60))
    known = {
        "duration": minutes,
        "channel": conversation.channel,
        "language": conversation.language,
        "distress_before": conversation.first_answers.get("distress"),
    }
    return {code: value for code, value in known.items() if value is not None and form.find_field(code) is not None}


@transaction.atomic
def keep_draft(conversation: Conversation, answers: Mapping[str, Any], *, by: Worker, at: datetime) -> None:
    """As it is typed: half done is fine, and what was recorded already is left alone."""
    talks.check_takes_part(conversation, by)
    ContactDraft.objects.update_or_create(
        conversation=conversation,
        worker=by,
        interaction=None,
        defaults={"organization": by.organization, "answers": dict(answers), "changed_at": at},
    )


def save_record(
    conversation: Conversation, one: forms.PublishedForm, answers: Mapping[str, Any], *, by: Worker, at: datetime
) -> interactions.Draft:
    """The contact as a record of the log, once: it began when the person came. Practice is checked, and recorded nowhere."""
    permissions.check_can_answer(by)
    talks.check_takes_part(conversation, by)
    checked = interactions.check(one, answers, viewer=by, at=at)
    if checked.entry is None or arriving.is_practice(conversation):
        return checked
    draft, _made = ContactDraft.objects.get_or_create(
        conversation=conversation,
        worker=by,
        defaults={"organization": by.organization, "answers": dict(answers), "changed_at": at},
    )
    if draft.interaction is not None:
        return checked
    facts = replace(checked.entry.facts, occurred_at=conversation.answered_at or conversation.started_at)
    entry = replace(checked.entry, facts=facts)
    row = interactions.record_interaction(by=by, team=None, entry=entry, key=draft.public_id, at=at)
    ContactDraft.objects.filter(pk=draft.pk).update(interaction=row.public_id, answers=b"", changed_at=at)
    plugs.tell_recorded(conversation, one.form, answers, at=at)
    return checked


# The safety plan


def plan_of(conversation: Conversation) -> SafetyPlan | None:
    return SafetyPlan.objects.filter(conversation=conversation).first()


@transaction.atomic
def save_plan(conversation: Conversation, steps: Mapping[str, str], *, by: Worker, at: datetime) -> SafetyPlan:
    talks.check_takes_part(conversation, by)
    kept = {code: words.strip()[:2000] for code, words in steps.items() if words.strip()}
    plan, is_new = SafetyPlan.objects.get_or_create(
        conversation=conversation,
        defaults={"organization": by.organization, "steps": kept, "written_by": by, "changed_at": at},
    )
    if not is_new:
        plan.steps, plan.written_by, plan.changed_at = kept, by, at
        plan.save(update_fields=["steps", "written_by", "changed_at"])
    audit.record_in_crisis("contact_centre.plan_written", by=by, subject=conversation, at=at)
    return plan


def send_plan(plan: SafetyPlan, *, message_id: UUID, by: Worker, at: datetime) -> None:
    """On the same channel, in the person's language, as one message: sent again under its id, it is the same one."""
    conversation = plan.conversation
    talks.say(
        conversation,
        message_id=message_id,
        text=plan_text(plan, conversation.language),
        is_whisper=False,
        by=by,
        at=at,
    )
    SafetyPlan.objects.filter(pk=plan.pk).update(sent_at=at)


def plan_text(plan: SafetyPlan, language: str) -> str:
    tools = toolbox.list_tools(plan.organization, ToolKind.PLAN, retired=True)
    with translation.override(language):
        lines = [_("My safety plan")]
        for tool in tools:
            if plan.steps.get(tool.code):
                lines += ["", f"{tool.title_in(language)}", plan.steps[tool.code]]
    return "\n".join(lines)


def erase(rows: list[Conversation]) -> None:
    """With the words of the conversations."""
    SafetyPlan.objects.filter(conversation__in=rows).update(steps=b"")
    ContactDraft.objects.filter(conversation__in=rows).update(answers=b"")
