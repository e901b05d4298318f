"""What can go wrong with a record, said so that the reader knows what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tuque.core.problems import ChangedMeanwhile, Problem


@dataclass
class FactsImpossible(Problem):
    """Some values cannot be: `errors` says which column and why, in the reader's language."""

    code = "interactions.facts_impossible"
    status = 422
    errors: Mapping[str, str] = field(default_factory=dict)

    def message(self) -> str:
        return " ".join(self.errors.values())


@dataclass
class RecordChanged(ChangedMeanwhile):
    """Someone corrected the record since it was read: `current` is its revision now."""

    code = "interactions.record_changed"
    current: int = 0


@dataclass
class ReasonMissing(Problem):
    code = "interactions.reason_missing"
    status = 422

    def message(self) -> str:
        return _("Write in a few words why you change this record: it stays in its history.")


@dataclass
class RecordVoid(Problem):
    code = "interactions.record_void"
    status = 409

    def message(self) -> str:
        return _("This record was made void: it can be read, but no longer changed.")


@dataclass
class NotOpen(Problem):
    code = "interactions.not_open"
    status = 409

    def message(self) -> str:
        return _("This was already finished, perhaps on another phone. Open the record to read or correct it.")


@dataclass
class PhotoRefused(Problem):
    """A picture that was not kept; the record itself is. `reason` is one of the keys of `_reasons`."""

    code = "interactions.photo_refused"
    status = 422
    reason: str = "unreadable"

    def message(self) -> str:
        return self._reasons()[self.reason]

    @staticmethod
    def _reasons() -> Mapping[str, str]:
        return {
            "heic": _(
                "This photo is in Apple’s HEIC format, which many devices cannot show. On the phone: Settings, Camera, "
                "Formats, “Most Compatible”; then take it again."
            ),
            "too_heavy": _("This photo is heavier than 15 MB. Send a smaller one, or a picture of the screen."),
            "too_large": _("This picture has more points than a phone’s camera takes. Send a smaller one."),
            "empty": _("This photo arrived empty. Choose it again."),
            "unreadable": _("This file is not a photo that can be read. Send a JPEG, PNG or WebP picture."),
            "blank": _("Nothing is drawn in this signature. Sign again."),
            "too_many": _("A record holds at most %(count)s photos. Send the others with a new record.")
            % {"count": PHOTOS_MOST},
            "too_many_attached": _(
                "A record holds at most %(count)s signatures and recordings. Send the others with a new record."
            )
            % {"count": ATTACHMENTS_MOST},
        }


@dataclass
class RecordingRefused(Problem):
    """A recording that was not kept; the record itself is. `reason` is one of the keys of `_reasons`."""

    code = "interactions.recording_refused"
    status = 422
    reason: str = "unreadable"

    def message(self) -> str:
        return self._reasons()[self.reason]

    @staticmethod
    def _reasons() -> Mapping[str, str]:
        return {
            "empty": _("This recording arrived empty. Record it again."),
            "too_heavy": _("This recording is heavier than 10 MB. Send a shorter one."),
            "too_long": _("This recording is longer than 15 minutes. Send it in parts."),
            "film": _("This is a film. Send the sound alone."),
            "unreadable": _("This file is not a recording that can be read. Send WebM, M4A, MP3, Ogg, WAV or AMR."),
        }


PHOTOS_MOST = 10
ATTACHMENTS_MOST = 50  # a form has few, but each row of a part that repeats may have its own
