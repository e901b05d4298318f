"""What the second wall does at this room: rows are their organization's; a link of a service is nobody's until it is read."""

from tuque.core.wall import Purpose
from tuque.core.wall.rules import Owned, Rule
from tuque.directory.api import OPEN

RULES: dict[str, Rule] = {
    # A service has no account: the secret of the link says for whom it answers.
    "referrals.AnswerLink": Owned(opens={Purpose.DOORSTEP: ["select"]}),
    # An event is public as soon as it is opened, with all its places.
    "referrals.Event": Owned(readable=OPEN),
    "referrals.EventPlace": Owned(readable=OPEN),
}
