"""Every write: a training, which one is in use, what was suggested and what became of it. Suggesting never decides anything."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import arriving, beside
from tuque.contact_centre.suggestions import features, learned, reading, training
from tuque.contact_centre.suggestions.learned import label_of, split
from tuque.contact_centre.suggestions.models import (
    DEFAULT_FIELDS,
    Reply,
    Suggestion,
    SuggestionModel,
    SuggestionRules,
)
from tuque.contact_centre.suggestions.problems import NotReady, TooFewRecords, UnderWay
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.problems import NotFound
from tuque.forms import api as forms

MOST_SHOWN = 4
FEWEST_WORDS = 6
GIVEN_UP = timedelta(hours=1)  # a training that was asked for and never came back
KNOWN = 8  # models kept in memory
State = SuggestionModel.State
_known: dict[UUID, learned.Learned] = {}


# What may be suggested


def check_may_set(worker: Worker) -> None:
    """Whoever writes the line's rules says what may be suggested."""
    permissions.check_can_write_rules(worker)


def form_of(organization: Organization, *, at: datetime) -> forms.Form:
    """The organization's form for contacts; the shipped one is published for it where there is none."""
    try:
        return forms.get_form_of_organization(beside.FORM, organization).form
    except NotFound:
        beside.install_form(organization, at=at)
        return forms.get_form_of_organization(beside.FORM, organization).form


def questions_of(form: forms.Form) -> list[forms.Field]:
    """The questions of a form that could be suggested: those that take several answers, and fill no column of the log.

    Never one answer out of a scale: how high a risk is, how hard it is, how it ended are for people to say.
    """
    return [one for one in form.questions() if one.type == "many" and one.choices and not one.fills]


def fields_of(organization: Organization, form: forms.Form) -> list[str]:
    """Codes of the questions that are suggested."""
    rules = SuggestionRules.objects.filter(organization=organization).first()
    wanted = DEFAULT_FIELDS if rules is None else rules.fields
    return [one.code for one in questions_of(form) if one.code in wanted]


@transaction.atomic
def choose_fields(codes: Sequence[str], *, by: Worker, at: datetime) -> None:
    permissions.check_can_write_rules(by)
    known = {one.code for one in questions_of(beside.form_for(by, at=at).form)}
    kept = [code for code in codes if code in known]
    SuggestionRules.objects.update_or_create(organization=by.organization, defaults={"fields": kept, "changed_at": at})
    audit.record("contact_centre.suggestions_chosen", by=by, at=at, details={"fields": kept})


# Learning


@transaction.atomic
def ask_to_train(*, by: Worker, at: datetime) -> SuggestionModel:
    """Have the work behind the pages learn. Raises UnderWay."""
    permissions.check_can_write_rules(by)
    waiting = SuggestionModel.objects.filter(organization=by.organization, state=State.WAITING)
    if waiting.filter(asked_at__gt=at - GIVEN_UP).exists():
        raise UnderWay
    waiting.update(state=State.FAILED)
    row = SuggestionModel.objects.create(organization=by.organization, asked_at=at, asked_by=by)
    audit.record("contact_centre.training_asked", by=by, subject=row, at=at)
    transaction.on_commit(
        partial(train_behind.enqueue, organization_id=by.organization_id, training=str(row.public_id))
    )
    return row


@task()
def train_behind(organization_id: int, training: str) -> None:
    """What the work behind the pages calls. A second time it does nothing."""
    with wall.within(organization_id):
        row = SuggestionModel.objects.filter(public_id=training, state=State.WAITING).select_related("organization")
        for found in row:
            try:
                train(found.organization, row=found)
            except TooFewRecords:
                pass  # the row says so
            except Exception:
                SuggestionModel.objects.filter(pk=found.pk).update(state=State.FAILED)
                raise


def train(
    organization: Organization,
    *,
    row: SuggestionModel | None = None,
    tell: Callable[[int], None] = lambda done: None,
    count: Callable[[int], None] = lambda steps: None,
) -> SuggestionModel:
    """Learn from the organization's recorded contacts. Nothing is in use by that alone. Raises TooFewRecords.

    `count` hears how many steps there are, `tell` of each that is done.
    """
    at = now()
    row = row or SuggestionModel.objects.create(organization=organization, asked_at=at)
    form = form_of(organization, at=at)
    fields = fields_of(organization, form)
    labels = [label_of(one.code, str(c.code)) for one in questions_of(form) if one.code in fields for c in one.choices]
    examples = _read(organization, fields, row, at=at)
    count(training.steps_of(labels))
    try:
        result = training.learn(examples, labels, names=reading.names_of(organization), tell=tell)
    except training.TooFew as problem:
        row.state, row.contacts, row.trained_at = State.REFUSED, problem.contacts, now()
        row.save()
        raise TooFewRecords(problem.contacts) from problem
    with transaction.atomic():
        row.weights = learned.to_text(result.learned)
        row.digest = learned.digest_of(row.weights)
        row.contacts, row.by_language = len(examples), result.contacts
        row.features, row.languages = len(result.learned.vocabulary), list(result.learned.languages)
        row.figures = [one.to_data() for one in result.figures if one.recorded or one.suggested]
        row.state, row.trained_at = State.READY, now()
        row.save()
        _forget_unused(organization, row)
        details = {"contacts": row.contacts, "digest": row.digest}
        audit.record(
            "contact_centre.suggestions_learned", organization=organization, subject=row, at=at, details=details
        )
    return row


@transaction.atomic
def _read(
    organization: Organization, fields: Sequence[str], row: SuggestionModel, *, at: datetime
) -> list[training.Example]:
    """The look is recorded in the transaction that reads, or nothing is read."""
    examples = list(reading.examples_of(organization, fields))
    audit.record(
        "contact_centre.words_learned_from",
        organization=organization,
        by=row.asked_by,
        subject=row,
        at=at,
        details={"contacts": len(examples)},
    )
    return examples


def _forget_unused(organization: Organization, newest: SuggestionModel) -> None:
    """What former trainings learned goes, but for the one in use."""
    former = SuggestionModel.objects.filter(organization=organization, is_in_use=False).exclude(pk=newest.pk)
    former.update(weights=b"")


@transaction.atomic
def use(public_id: UUID, *, by: Worker, at: datetime) -> SuggestionModel:
    """Suggest by this training from now on. What the former one had learned goes. Raises NotFound or NotReady."""
    permissions.check_can_write_rules(by)
    row = SuggestionModel.objects.select_for_update().filter(organization=by.organization, public_id=public_id).first()
    if row is None:
        raise NotFound
    if row.state != State.READY or not row.weights:
        raise NotReady
    _stop(by.organization)
    row.is_in_use = True
    row.save(update_fields=["is_in_use"])
    _forget_unused(by.organization, row)
    audit.record("contact_centre.suggestions_on", by=by, subject=row, at=at)
    return row


@transaction.atomic
def stop(*, by: Worker, at: datetime) -> None:
    """Suggest nothing any more. What was learned stays until the next training, so that it may be used again."""
    permissions.check_can_write_rules(by)
    _stop(by.organization)
    audit.record("contact_centre.suggestions_off", by=by, at=at)


def _stop(organization: Organization) -> None:
    SuggestionModel.objects.filter(organization=organization, is_in_use=True).update(is_in_use=False)


# Suggesting


def suggest(conversation: channels.Conversation, form: forms.Form, *, at: datetime) -> list[Suggestion]:
    """What is suggested for this contact and not answered yet, from the words so far. None in practice, none without a training."""
    if arriving.is_practice(conversation):
        return []
    row = SuggestionModel.objects.filter(organization=conversation.organization_id, is_in_use=True).first()
    if row is not None:
        _add(conversation, form, row, at=at)
    open_ones = Suggestion.objects.filter(
        conversation=conversation, shown_at__isnull=False, reply=Reply.NONE, recorded=None
    )
    return [one for one in open_ones.order_by("pk") if _choice(form, one) is not None]


def _add(conversation: channels.Conversation, form: forms.Form, row: SuggestionModel, *, at: datetime) -> None:
    texts = reading.texts_of(conversation.organization, [conversation.pk])[conversation.pk]
    if features.count_words(texts) < FEWEST_WORDS:
        return
    fields = set(fields_of(conversation.organization, form))
    found = load(row).suggest(texts, conversation.language, most=MOST_SHOWN)
    rows = [
        Suggestion(
            organization_id=conversation.organization_id,
            conversation=conversation,
            model=row,
            field=field,
            choice=choice,
            language=conversation.language,
            channel=conversation.channel,
            made_at=at,
            shown_at=at,
        )
        for field, choice in (split(label) for label, _score in found)
        if field in fields
    ]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)


def load(row: SuggestionModel) -> learned.Learned:
    found = _known.get(row.public_id)
    if found is None:
        if len(_known) >= KNOWN:
            _known.clear()
        found = _known[row.public_id] = learned.from_text(row.weights, digest=row.digest)
    return found


def _choice(form: forms.Form, one: Suggestion) -> forms.Choice | None:
    """None when the form has it no more."""
    field = form.find_field(one.field)
    return field.choice(one.choice) if field is not None else None


@transaction.atomic
def answer(
    conversation: channels.Conversation, public_id: UUID, *, accepted: bool, by: Worker, at: datetime
) -> Suggestion:
    """A responder accepts or refuses, once. Raises NotFound for another contact's."""
    row = Suggestion.objects.select_for_update().filter(conversation=conversation, public_id=public_id).first()
    if row is None:
        raise NotFound
    if row.reply == Reply.NONE:
        row.reply = Reply.ACCEPTED if accepted else Reply.REFUSED
        row.replied_at, row.replied_by = at, by
        row.save(update_fields=["reply", "replied_at", "replied_by"])
    return row


def with_choice(form: forms.Form, answers: Mapping[str, Any], one: Suggestion) -> dict[str, Any]:
    """The answers with what was accepted."""
    field = form.find_field(one.field)
    if field is None or field.type != "many" or field.choice(one.choice) is None:
        return dict(answers)
    chosen = list(answers.get(one.field) or [])
    return dict(answers) | {one.field: chosen if one.choice in chosen else [*chosen, one.choice]}


@transaction.atomic
def note_recorded(
    conversation: channels.Conversation, form: forms.Form, answers: Mapping[str, Any], at: datetime
) -> None:
    """Once there is a record: which suggestions it has, and what it has that nobody suggested. Measured only while suggesting."""
    shown = Suggestion.objects.filter(conversation=conversation, shown_at__isnull=False)
    in_use = SuggestionModel.objects.filter(organization=conversation.organization_id, is_in_use=True)
    if not in_use.exists() and not shown.exists():
        return
    fields = fields_of(conversation.organization, form)
    recorded = set(reading.labels_in(dict(answers), fields))
    for row in Suggestion.objects.select_for_update().filter(conversation=conversation, field__in=fields):
        label = label_of(row.field, row.choice)
        row.recorded = label in recorded
        row.save(update_fields=["recorded"])
        recorded.discard(label)
    missed = [
        Suggestion(
            organization_id=conversation.organization_id,
            conversation=conversation,
            field=field,
            choice=choice,
            language=conversation.language,
            channel=conversation.channel,
            made_at=at,
            recorded=True,
        )
        for field, choice in map(split, sorted(recorded))
    ]
    Suggestion.objects.bulk_create(missed, ignore_conflicts=True)


def erase(rows: list[channels.Conversation]) -> None:
    """With the words of conversations: what is left says of whom it was no more."""
    Suggestion.objects.filter(conversation__in=rows).update(conversation=None)
