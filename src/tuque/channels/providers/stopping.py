"""The words at which networks stop carrying our answers, whatever the person meant by them.

Providers and carriers read a message that is one such word as "never write to me again", and refuse our next messages
(Twilio: error 21610). On toll-free numbers the network itself does it and nobody can switch it off. Someone in distress may
well write "stop", "end" or « fin »: about their life, not about our messages. So it is never taken for an answer by a
program: the responder is told at once, asks one human question, and says what was meant.

Source: twilio.com/docs/messaging/tutorials/advanced-opt-out (the words in English); the Canadian common short code
guidelines (ARRET, ARRÊT, in French); the other French words are what a person would write.
"""

import unicodedata
from enum import StrEnum

NETWORK = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "arret"})
PEOPLE = frozenset(
    {"arrete", "arretez", "arreter", "fin", "finir", "annuler", "annule", "desabonner", "desabonnement", "desinscrire"}
)
STARTS = frozenset({"start", "unstop", "yes", "debut", "oui"})


class Word(StrEnum):
    """network: carriers act upon it; people: it may mean the same, and carriers leave it alone."""

    NETWORK = "network"
    PEOPLE = "people"


def stop_word(text: str) -> Word | None:
    """Whether the whole message is one word to stop; accents, capitals, marks and pictures apart."""
    word = letters(text)
    if word in NETWORK:
        return Word.NETWORK
    return Word.PEOPLE if word in PEOPLE else None


def is_start_word(text: str) -> bool:
    return letters(text) in STARTS


def letters(text: str) -> str:
    """Only its letters, when it is one word (or a word in two, "stop all"); else nothing."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    words = "".join(char if char.isalpha() else " " for char in plain).split()
    joined = "".join(words)
    return joined if len(words) == 1 or joined in {"stopall", "optout"} else ""
