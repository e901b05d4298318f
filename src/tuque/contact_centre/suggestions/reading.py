"""Which words a training reads: those that people wrote in the centre's own recorded contacts, while they are kept.

Left out: practice, what is void, what a rescue holds, whoever asked for their words to be erased, other people's words than
those of whoever reached the line.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from tuque.accounts.api import Organization, Worker
from tuque.channels import api as channels
from tuque.contact_centre.console.models import ContactDraft, Practice
from tuque.contact_centre.suggestions.features import STEMMERS, stem_of
from tuque.contact_centre.suggestions.learned import label_of
from tuque.contact_centre.suggestions.training import Example
from tuque.core.batches import batches
from tuque.interactions import api as interactions

MOST_CONTACTS = 20_000  # the newest
MOST_LETTERS = 8_000  # of one contact
BATCH = 500


def examples_of(organization: Organization, fields: Sequence[str]) -> Iterator[Example]:
    """The newest recorded contacts with words, as a training takes them. To be read in the transaction that records the look."""
    drafts = (
        ContactDraft.objects.filter(
            organization=organization,
            interaction__isnull=False,
            conversation__state=channels.State.ENDED,
            conversation__is_held=False,
            conversation__erase_asked_at__isnull=True,
        )
        .exclude(conversation__in=Practice.objects.filter(organization=organization).values("conversation"))
        .order_by("-conversation__started_at", "-pk")
    )
    pairs = list(drafts.values_list("conversation_id", "interaction")[:MOST_CONTACTS])
    by_contact: dict[int, list[UUID]] = defaultdict(list)
    for contact, interaction in pairs:
        if interaction is not None:
            by_contact[contact].append(interaction)
    for some in batches(by_contact, BATCH):
        yield from _read(organization, {contact: by_contact[contact] for contact in some}, fields)


def _read(organization: Organization, contacts: dict[int, list[UUID]], fields: Sequence[str]) -> Iterator[Example]:
    wanted = [one for several in contacts.values() for one in several]
    records = interactions.Interaction.objects.filter(
        organization=organization, public_id__in=wanted, status=interactions.Status.RECORDED
    )
    answers = {row.public_id: row.answers for row in records}
    texts = texts_of(organization, list(contacts))
    for conversation in channels.Conversation.objects.filter(organization=organization, pk__in=list(contacts)):
        recorded = [answers[one] for one in contacts[conversation.pk] if one in answers]
        if recorded and texts[conversation.pk]:
            yield Example(
                group=conversation.address or str(conversation.public_id),
                language=conversation.language,
                texts=tuple(texts[conversation.pk]),
                labels=frozenset(label for one in recorded for label in labels_in(one, fields)),
            )


def texts_of(organization: Organization, conversations: Sequence[int]) -> dict[int, list[str]]:
    """What each person wrote, in order, up to MOST_LETTERS."""
    rows = channels.Message.objects.filter(
        organization=organization,
        conversation_id__in=conversations,
        author=channels.Author.PERSON,
        kind=channels.Said.SAID,
    ).order_by("conversation_id", "sequence")
    found: dict[int, list[str]] = defaultdict(list)
    letters: dict[int, int] = defaultdict(int)
    for row in rows:
        left = MOST_LETTERS - letters[row.conversation_id]
        if left > 0:
            found[row.conversation_id].append(row.text[:left])
            letters[row.conversation_id] += len(row.text)
    return found


def labels_in(answers: dict[str, object], fields: Sequence[str]) -> Iterator[str]:
    for field in fields:
        value = answers.get(field)
        for choice in value if isinstance(value, list) else [value] if isinstance(value, str) and value else []:
            yield label_of(field, str(choice))


def names_of(organization: Organization) -> frozenset[str]:
    """Names of the people who answer, as stems: nothing is learned of them."""
    words = {
        word.lower()
        for name in Worker.objects.filter(organization=organization).values_list("name", flat=True)
        for word in name.split()
    }
    return frozenset(stem_of(word, language) for word in words for language in STEMMERS)
