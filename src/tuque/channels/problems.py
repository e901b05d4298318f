"""What can go wrong in a conversation, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class ConversationOver(Problem):
    """A worker writes where nothing more can be said."""

    code, status = "channels.conversation_over", 409

    def message(self) -> str:
        return _("This conversation is over. It opens again by itself when the person writes.")


@dataclass
class ConversationErased(Problem):
    """Its words are gone; a page that was left open must begin anew."""

    code, status = "channels.conversation_erased", 410

    def message(self) -> str:
        return _("This conversation was erased. You can begin a new one at any time.")


@dataclass
class WroteMeanwhile(Problem):
    """The person wrote after what the worker had on screen."""

    code, status = "channels.wrote_meanwhile", 409

    def message(self) -> str:
        return _("The person wrote again in the meantime. Read it, then end the conversation if you still want to.")


@dataclass
class NothingSaid(Problem):
    code, status = "channels.nothing_said", 422

    def message(self) -> str:
        return _("There is nothing in this message. Write something, then send it.")


@dataclass
class IdTaken(Problem):
    """The id that the sender gave belongs to something else."""

    code, status = "channels.id_taken", 409

    def message(self) -> str:
        return _("The id of this message was used elsewhere. Send it again under a new one.")


@dataclass
class CodeTaken(Problem):
    value: str

    code, status = "channels.code_taken", 409

    def message(self) -> str:
        return _("“%(code)s” is already the address of a line. Choose another word.") % {"code": self.value}


@dataclass
class PhraseUnknown(Problem):
    code, status = "channels.phrase_unknown", 404

    def message(self) -> str:
        return _(
            "No conversation has these four words. Check them one by one; the conversation may also have been erased already. You can begin a new one at any time."
        )


@dataclass
class TooManyTries(Problem):
    code, status = "channels.too_many_tries", 429

    def message(self) -> str:
        return _("Too many words were tried in a short time. Wait an hour, or begin a new conversation now.")


@dataclass
class TooFast(Problem):
    """More messages than anyone types. None is lost: the page sends it again."""

    code, status = "channels.too_fast", 429

    def message(self) -> str:
        return _("Many messages came at once. Yours is kept on this page and goes in a moment.")


@dataclass
class NotYours(Problem):
    """The page's key opens no such conversation: another page came back to it, or it was erased."""

    code, status = "channels.not_yours", 410

    def message(self) -> str:
        return _("This page no longer opens the conversation: it was opened elsewhere, or erased.")


@dataclass
class Unreadable(Problem):
    code, status = "channels.unreadable", 400

    def message(self) -> str:
        return _("The server could not read what this page sent. Reload the page and begin again.")
