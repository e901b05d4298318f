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
