"""What other rooms may call: an entry checked as a page would check it, then written once."""

from tuque.interactions.codes import BaseType, Origin, Outcome, Status
from tuque.interactions.entries import Draft, check
from tuque.interactions.facts import Facts, Spot
from tuque.interactions.filling import items_received
from tuque.interactions.models import Interaction
from tuque.interactions.patrols.presence import Position, Span
from tuque.interactions.patrols.problems import PatrolImpossible
from tuque.interactions.patrols.services import record_patrol
from tuque.interactions.permissions import WRITERS, can_record, reach_of
from tuque.interactions.plugs import Link, Notice, add_link, add_notice, tell_of_items
from tuque.interactions.problems import PhotoRefused, RecordingRefused, RecordVoid
from tuque.interactions.services import Entry, add_attachment, add_photo, record_interaction
from tuque.interactions.services.records import stream_of

__all__ = [
    "WRITERS",
    "BaseType",
    "Draft",
    "Entry",
    "Facts",
    "Interaction",
    "Link",
    "Notice",
    "Origin",
    "Outcome",
    "PatrolImpossible",
    "PhotoRefused",
    "Position",
    "RecordVoid",
    "RecordingRefused",
    "Span",
    "Spot",
    "Status",
    "add_attachment",
    "add_link",
    "add_notice",
    "add_photo",
    "can_record",
    "check",
    "items_received",
    "reach_of",
    "record_interaction",
    "record_patrol",
    "stream_of",
    "tell_of_items",
]
