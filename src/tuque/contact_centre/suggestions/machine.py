"""A language model at an address that the administrator set, asked by whoever answers, for a draft. Off unless a director says yes too.

It is told common words and codes only (`redaction.py`). What it answers is a suggestion like the others: known codes, and a few lines of
plain text; whatever it was made to say by someone's words, a person reads it before anything is kept.
Spoken: the chat completions that OpenAI published and others speak.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre.console import arriving, talks
from tuque.contact_centre.suggestions import services
from tuque.contact_centre.suggestions.models import DEFAULT_FIELDS, Source, Suggestion, SuggestionModel, SuggestionRules
from tuque.contact_centre.suggestions.redaction import redact
from tuque.core import outgoing
from tuque.core.problems import Problem
from tuque.forms import api as forms

TIMEOUT_SECONDS = 12
LARGEST_ANSWER = 64 * 1024
LONGEST_SUMMARY = 600
SUMMARY = "summary"
ORDERS = {
    "en": "You help a crisis line write its record. Sum up the conversation in at most three short sentences, in English, without judging and without guessing. Then choose the codes that fit. Words were taken out: […] and [#]; never fill them in.",
    "fr": "Vous aidez une ligne d’écoute à rédiger sa fiche. Résumez la conversation en trois courtes phrases au plus, en français, sans juger et sans deviner. Puis choisissez les codes qui conviennent. Des mots ont été retirés : […] et [#]; ne les complétez jamais.",
}


@dataclass
class NoDraft(Problem):
    code, status = "contact_centre.no_draft", 503

    def message(self) -> str:
        return _(
            "The language model did not answer, or not in a form that can be read. Go on without it; nothing was changed."
        )


@dataclass(frozen=True)
class Draft:
    """What it answered: a few lines, and codes that the form knows (field, choice)."""

    summary: str
    chosen: tuple[tuple[str, str], ...]


def is_set() -> bool:
    """Whether the administrator gave an address."""
    return bool(settings.LANGUAGE_MODEL_URL)


def is_on(organization: Organization) -> bool:
    """Whether the director of this organization said yes besides."""
    return is_set() and SuggestionRules.objects.filter(organization=organization, asks_machine=True).exists()


@transaction.atomic
def switch(*, on: bool, by: Worker, at: datetime) -> None:
    """A director says whether the address may be asked."""
    services.check_may_set(by)
    rules, _made = SuggestionRules.objects.get_or_create(
        organization=by.organization, defaults={"fields": list(DEFAULT_FIELDS), "changed_at": at}
    )
    rules.asks_machine, rules.changed_at = on, at
    rules.save(update_fields=["asks_machine", "changed_at"])
    audit.record("contact_centre.machine_on" if on else "contact_centre.machine_off", by=by, at=at)


def draft(conversation: channels.Conversation, form: forms.Form, *, by: Worker, at: datetime) -> Draft:
    """Ask for a draft. That words went out is recorded before they do. Not inside a transaction. Raises NoDraft."""
    talks.check_takes_part(conversation, by)
    if not is_on(conversation.organization) or arriving.is_practice(conversation):
        raise NoDraft
    body = request_of(conversation, form)
    with transaction.atomic():
        audit.record(
            "contact_centre.machine_asked",
            by=by,
            subject=conversation,
            at=at,
            details={"signs": len(body["messages"][1]["content"])},
        )
    found = read(_ask(body), form, services.fields_of(conversation.organization, form))
    _keep(conversation, form, found, at=at)
    return found


def request_of(conversation: channels.Conversation, form: forms.Form) -> dict[str, Any]:
    """All that leaves the site, but for the key: redacted words of both sides, codes and labels of the form."""
    language, organization = conversation.language, conversation.organization
    known = _known_words(organization, language)
    lines = []
    for message in channels.list_messages(conversation).filter(kind=channels.Said.SAID):
        who = "P" if message.author == channels.Author.PERSON else "R"
        lines.append(f"{who}: {redact(message.text, language, known=known)}")
    fields = services.fields_of(organization, form)
    choices = {
        one.code: {str(choice.code): choice.label.in_language(language) for choice in one.choices}
        for one in services.questions_of(form)
        if one.code in fields
    }
    orders = f'{ORDERS.get(language, ORDERS["en"])} JSON: {{"summary": "...", "choices": {{"field": ["code"]}}}}. {json.dumps(choices, ensure_ascii=False)}'
    asked = parse_qs(urlsplit(settings.LANGUAGE_MODEL_URL).query)
    return {
        "model": asked.get("model", [""])[0],
        "temperature": 0,
        "messages": [
            {"role": "system", "content": orders},
            {"role": "user", "content": "\n".join(lines)[-6_000:]},
        ],
    }


def _known_words(organization: Organization, language: str) -> frozenset[str]:
    """Words that many people of this centre wrote, where it has learned any."""
    row = SuggestionModel.objects.filter(organization=organization, is_in_use=True).first()
    if row is None:
        return frozenset()
    own = (name for name in services.load(row).vocabulary if name.startswith(f"{language}:") and " " not in name)
    return frozenset(name.partition(":")[2] for name in own)


def _ask(body: Mapping[str, Any]) -> str:
    """The text of the answer. Only the address of the setting is reached; redirects are not followed. Raises NoDraft."""
    parts = urlsplit(settings.LANGUAGE_MODEL_URL)
    address = urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/chat/completions", "", ""))
    headers = {"Authorization": f"Bearer {settings.LANGUAGE_MODEL_KEY}"} if settings.LANGUAGE_MODEL_KEY else {}
    until = time.monotonic() + TIMEOUT_SECONDS
    session = outgoing.session(trusted=[f"{parts.scheme}://{parts.netloc}"])
    try:
        with session.post(
            address, json=body, headers=headers, timeout=(3, TIMEOUT_SECONDS), stream=True, allow_redirects=False
        ) as answer:
            if answer.status_code != 200:
                raise NoDraft
            raw = b""
            for piece in answer.iter_content(1024):
                raw += piece
                if len(raw) > LARGEST_ANSWER or time.monotonic() > until:
                    raise NoDraft
        return str(json.loads(raw)["choices"][0]["message"]["content"])
    except (OSError, ValueError, KeyError, IndexError, TypeError) as problem:
        raise NoDraft from problem


def read(text: str, form: forms.Form, fields: list[str]) -> Draft:
    """What was answered, as far as it is what was asked for. Raises NoDraft."""
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1])
        summary = "".join(sign for sign in str(found.get("summary", "")) if sign.isprintable() or sign == "\n")
        asked = found.get("choices") or {}
        pairs = [(field, str(code)) for field in fields for code in (asked.get(field) or [])]
    except (ValueError, AttributeError, TypeError, RecursionError) as problem:
        raise NoDraft from problem
    known = [
        pair for pair in pairs if (one := form.find_field(pair[0])) is not None and one.choice(pair[1]) is not None
    ]
    return Draft(summary.strip()[:LONGEST_SUMMARY], tuple(dict.fromkeys(known))[: services.MOST_SHOWN])


@transaction.atomic
def _keep(conversation: channels.Conversation, form: forms.Form, found: Draft, *, at: datetime) -> None:
    """What is suggested, to be measured. The summary itself is kept nowhere unless it is accepted."""
    note = form.filling("note")
    pairs = [*found.chosen, *([(note.code, SUMMARY)] if note is not None and found.summary else [])]
    Suggestion.objects.bulk_create(
        (
            Suggestion(
                organization_id=conversation.organization_id,
                conversation=conversation,
                source=Source.ADDRESS,
                field=field,
                choice=choice,
                language=conversation.language,
                channel=conversation.channel,
                made_at=at,
                shown_at=at,
            )
            for field, choice in pairs
        ),
        ignore_conflicts=True,
    )


def answer_summary(conversation: channels.Conversation, *, accepted: bool, by: Worker, at: datetime) -> None:
    """A responder takes the summary over, or not."""
    row = Suggestion.objects.filter(conversation=conversation, choice=SUMMARY, source=Source.ADDRESS).first()
    if row is not None:
        services.answer(conversation, row.public_id, accepted=accepted, by=by, at=at)
