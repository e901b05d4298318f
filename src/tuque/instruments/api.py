"""What other rooms may call: which instruments are allowed, and what answers amount to."""

from tuque.forms.language import judge
from tuque.instruments.catalogue import Read
from tuque.instruments.selectors import list_allowed, results_of
from tuque.instruments.words import said_of

__all__ = ["Read", "judge", "list_allowed", "results_of", "said_of"]
