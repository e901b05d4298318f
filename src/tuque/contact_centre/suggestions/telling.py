"""What a person is told of machines before they write: only what holds at the centre that answers them."""

from django.utils.translation import gettext

from tuque.accounts.api import Organization
from tuque.contact_centre.suggestions import machine
from tuque.contact_centre.suggestions.models import SuggestionModel


def before_writing(organization: Organization) -> list[str]:
    told = []
    if SuggestionModel.objects.filter(organization=organization, is_in_use=True).exists():
        told.append(
            gettext(
                "A computer program of this centre may suggest categories to the person who answers you, and may learn "
                "from your words while they are kept."
            )
        )
    if machine.is_on(organization):
        told.append(
            gettext(
                "If the person who answers you asks, an artificial intelligence (a language model) may suggest a summary and "
                "categories to them; only common words of the conversation are sent to it."
            )
        )
    return told
