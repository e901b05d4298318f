"""What was said of someone around an opening goes when they are erased. That it was opened, by whom, why as a code, and what
the review found stay, as the audit does."""

from collections.abc import Iterable
from uuid import UUID

from tuque.breakglass.models import Opening, Review


def forget_words(subjects: Iterable[UUID], *, organization_id: int) -> int:
    """Empty the words of every opening of these public ids, and of its reviews; how many openings. In the caller's transaction."""
    openings = Opening.objects.filter(organization_id=organization_id, subject_id__in=list(subjects))
    Review.objects.filter(opening__in=openings).update(words="")
    return openings.update(words="")
