"""What other rooms may call: `audit.record(...)` in the transaction of every write, `audit.look(...)` in that of every
read about people, and the sentences of their acts."""

from tuque.audit.checks import go_on as go_on_checking
from tuque.audit.gaps import record_in_crisis
from tuque.audit.notices import post as post_notice
from tuque.audit.notices import word as word_notice
from tuque.audit.reaching import Access, Reached, count_reach
from tuque.audit.selectors import acts_on, lines_under
from tuque.audit.sentences import describe
from tuque.audit.services import NotRecorded, look, record
from tuque.audit.tending import tend
from tuque.audit.unusual.plugs import family_words, watch_links, watch_people
from tuque.audit.unusual.watching import watch
from tuque.audit.upkeep import note_upkeep, upkeep

__all__ = [
    "Access",
    "NotRecorded",
    "Reached",
    "acts_on",
    "count_reach",
    "describe",
    "family_words",
    "go_on_checking",
    "lines_under",
    "look",
    "note_upkeep",
    "post_notice",
    "record",
    "record_in_crisis",
    "tend",
    "upkeep",
    "watch",
    "watch_links",
    "watch_people",
    "word_notice",
]
