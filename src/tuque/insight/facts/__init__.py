"""The analytic copy of the log: an organization's interactions as small columns, for boards and maps.

See docs/decisions/0005-facts.md. Nothing here is the truth: every file may be deleted, and is made again from the log.
"""

from tuque.insight.facts.following import follow_log
from tuque.insight.facts.table import Facts, catch_up, facts_of, forget, rebuild

__all__ = ["Facts", "catch_up", "facts_of", "follow_log", "forget", "rebuild"]
