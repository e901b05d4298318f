"""What can go wrong, said so that the reader knows what to do next.

Each problem has a stable code, an HTTP status and a message in the reader's language. A problem sits beside the
service that raises it; `tuque.web.middleware` turns it into a page, or into JSON (RFC 9457) for a program.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _


@dataclass
class Problem(Exception):
    """Something that a person can understand and act upon. Subclass it: fields carry the values of the message."""

    code: ClassVar[str]
    status: ClassVar[int] = 400

    def message(self) -> str:
        """One or two sentences: what is wrong, with the value, then what to do. Names no one we serve."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.code


@dataclass
class NotFound(Problem):
    """The row does not exist, or the viewer may not know of it: the two look alike."""

    code = "core.not_found"
    status = 404

    def message(self) -> str:
        return _("There is nothing here, or it is not yours to see. Go back, or ask your supervisor.")


@dataclass
class PermissionRefused(Problem):
    code = "core.permission_refused"
    status = 403

    def message(self) -> str:
        return _("Your role does not allow this. Ask your supervisor if you need it for your work.")


@dataclass
class ChangedMeanwhile(Problem):
    """Someone saved the same row since it was read."""

    code = "core.changed_meanwhile"
    status = 409

    def message(self) -> str:
        return _("Someone else saved this while you were writing. Your words are still here: compare, then save again.")
