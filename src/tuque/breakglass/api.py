"""What other rooms may call: say what can be opened in an emergency, and ask what a worker has open."""

from tuque.breakglass.forgetting import forget_words
from tuque.breakglass.kinds import Kind, Subject, add, homes
from tuque.breakglass.models import Opening
from tuque.breakglass.permissions import MAY_OPEN, can_open
from tuque.breakglass.selectors import bell_of, get_in_force

# The purpose that a look under an opening bears in the audit.
EMERGENCY = "emergency"

__all__ = [
    "EMERGENCY",
    "MAY_OPEN",
    "Kind",
    "Opening",
    "Subject",
    "add",
    "bell_of",
    "can_open",
    "forget_words",
    "get_in_force",
    "homes",
]
