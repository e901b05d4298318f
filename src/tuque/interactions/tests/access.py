from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast
from tuque.breakglass.tests.factories import opening
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.interactions import kept_files, permissions
from tuque.interactions.imports import uploads
from tuque.interactions.models import Attachment, ImportBatch, ImportConflict, Outing, Photo, Reminder
from tuque.interactions.tests import factories
from tuque.people.tests.factories import person

WRITERS, DESK = frozenset(permissions.WRITERS), frozenset(permissions.DESK)
FIELD = frozenset(permissions.FIELD)
# Noor's records are her team's: a case worker of no team does not see them.
HER_READERS = frozenset({Role.FIELD_WORKER, Role.SUPERVISOR, Role.DIRECTOR, Role.DISPATCHER, Role.ANALYST})
HER_WRITERS = frozenset({Role.FIELD_WORKER, Role.SUPERVISOR, Role.DIRECTOR})


IMPORTERS = frozenset({Role.DIRECTOR, Role.ANALYST, Role.ADMINISTRATOR})
LOG = b"id,date,type\n1,2026-01-10 12:00:00,Welfare check\n2,2026-01-32,Transport\n"


def a_log(cast: Cast) -> dict[str, object]:
    return {"file": SimpleUploadedFile("our log.csv", LOG), "mapping": ""}


def upload(cast: Cast) -> dict[str, object]:
    file = SimpleUploadedFile("our log.csv", LOG)
    kept = uploads.receive(file=file, mapping_name="", by=cast.dana, at=now())
    return {"public_id": kept.public_id}


def upload_with_refusals(cast: Cast) -> dict[str, object]:
    named = upload(cast)
    uploads.run({"upload": str(named["public_id"])}, new_id())
    return named


def form(cast: Cast) -> dict[str, object]:
    factories.install_forms(cast)
    return {"code": "check-in"}


def record(cast: Cast) -> dict[str, object]:
    return {"public_id": factories.filled(cast).public_id}


def running(cast: Cast) -> dict[str, object]:
    return {"public_id": factories.running(cast).public_id}


def opened_by_amina(cast: Cast) -> dict[str, object]:
    """The records of a participant, whom Amina opened in an emergency: she reads no record by her role."""
    named = person(by=cast.noor, at=now())
    factories.interaction(cast.noor, at=now(), occurred_at=now(), person_id=named.pk)
    return {"opening_id": opening(cast.amina, named.public_id).public_id}


def record_opened_by_amina(cast: Cast) -> dict[str, object]:
    row = record(cast)
    return {"opening_id": opening(cast.amina, row["public_id"]).public_id, **row}


def photo_opened_by_amina(cast: Cast) -> dict[str, object]:
    named = photo(cast)
    row = Photo.objects.get(public_id=named["public_id"]).interaction
    return {"opening_id": opening(cast.amina, row.public_id).public_id, **named}


def photo(cast: Cast) -> dict[str, object]:
    row = factories.filled(cast)
    kept = Photo(organization=cast.downtown, interaction=row, file_hash="0", width=1, height=1, added_at=now())
    kept.added_by = cast.noor
    kept_files.keep(kept, "file", factories.one_point_photo(), called=f"{kept.public_id}.jpg")
    kept.save()
    return {"public_id": kept.public_id}


def attachment(cast: Cast) -> dict[str, object]:
    row = factories.filled(cast)
    kept = Attachment(organization=cast.downtown, interaction=row, kind="signature", mark="0" * 32, added_at=now())
    kept.added_by, kept.media_type = cast.noor, "image/png"
    kept_files.keep(kept, "file", factories.one_point_photo(), called=f"{kept.public_id}.png")
    kept.save()
    return {"public_id": kept.public_id}


def attachment_opened_by_amina(cast: Cast) -> dict[str, object]:
    named = attachment(cast)
    row = Attachment.objects.get(public_id=named["public_id"]).interaction
    return {"opening_id": opening(cast.amina, row.public_id).public_id, **named}


def reminder(cast: Cast) -> dict[str, object]:
    row = factories.filled(cast)
    kept = Reminder.objects.create(
        organization=cast.downtown, interaction=row, team=row.team, worker=cast.noor, due_at=now()
    )
    return {"public_id": kept.public_id}


def answers(cast: Cast) -> dict[str, object]:
    return {"_key": new_id(), "outcome": "spoke", "people.adult": 1}


def correction(cast: Cast) -> dict[str, object]:
    return {**answers(cast), "_revision": 1, "_reason": "Wrong button"}


def conflict(cast: Cast) -> dict[str, object]:
    row = factories.filled(cast)
    batch = ImportBatch.objects.create(
        organization=cast.downtown, source="calls", file_name="calls.csv", mapping={}, started_at=now()
    )
    found = ImportConflict.objects.create(
        organization=cast.downtown, interaction=row, batch=batch, digest="0", values={}, found_at=now()
    )
    return {"public_id": found.public_id}


def patrol(cast: Cast) -> dict[str, object]:
    """Of Noor's team, and still going."""
    moment = now()
    outing = Outing.objects.filter(team=cast.foot_patrol).first() or Outing.objects.create(
        organization=cast.downtown, team=cast.foot_patrol, starts_at=moment - timedelta(hours=1), recorded_at=moment
    )
    return {"public_id": outing.public_id}


def patrol_times(cast: Cast) -> dict[str, object]:
    return {
        "_key": new_id(),
        "team": cast.foot_patrol.public_id,
        "starts_at": "2026-01-10T18:00",
        "ends_at": "2026-01-10T21:00",
    }


ROUTES = {
    "interactions:home": Route(get=WRITERS),
    "interactions:desk": Route(get=DESK),
    "interactions:new": Route(get=WRITERS, post=WRITERS, names=form, body=answers),
    "interactions:quick": Route(
        post=WRITERS, names=form, body=lambda cast: {"_key": new_id(), "_answers": '{"outcome": "spoke"}'}
    ),
    "interactions:start": Route(
        post=WRITERS,
        names=lambda cast: form(cast) | {"code": "wait"},
        body=lambda cast: {"_key": new_id(), "_answers": "{}"},
    ),
    # Sending the filters only leads to the list: what that shows is audited there.
    "interactions:list": Route(
        get=frozenset(permissions.READERS),
        post=frozenset(permissions.READERS),
        body=lambda cast: {"words": "tent"},
        audited=False,
    ),
    "interactions:detail": Route(get=HER_READERS, names=record),
    "interactions:finish": Route(
        get=HER_WRITERS,
        post=HER_WRITERS,
        names=running,
        body=lambda cast: {"duration": "45", "reason": "cold", "outcome": "helped"},
    ),
    "interactions:correct": Route(get=HER_WRITERS, post=HER_WRITERS, names=record, body=correction),
    "interactions:void": Route(
        get=HER_WRITERS, post=HER_WRITERS, names=record, body=lambda cast: {"reason": "Typed twice"}
    ),
    # Nothing is sent here: the journeys send pictures. So nothing is kept, and nothing audited.
    "interactions:add-photo": Route(post=HER_WRITERS, names=record, audited=False),
    "interactions:photo": Route(get=HER_READERS - {Role.ANALYST}, names=photo),
    "interactions:attachment": Route(get=HER_READERS - {Role.ANALYST}, names=attachment),
    "interactions:reminder-done": Route(post=HER_WRITERS, names=reminder),
    "interactions:opened": Route(get=frozenset({Role.RESPONDER}), names=opened_by_amina),
    "interactions:opened-record": Route(get=frozenset({Role.RESPONDER}), names=record_opened_by_amina),
    "interactions:opened-photo": Route(get=frozenset({Role.RESPONDER}), names=photo_opened_by_amina),
    "interactions:opened-attachment": Route(get=frozenset({Role.RESPONDER}), names=attachment_opened_by_amina),
    "interactions:shared": Route(get=EVERYONE),
    "interactions:try-as": Route(get=frozenset({Role.DIRECTOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})),
    "interactions:patrols": Route(get=frozenset(permissions.READERS)),
    "interactions:patrol-begin": Route(post=FIELD, body=patrol_times),
    "interactions:patrol-past": Route(get=FIELD, post=FIELD, body=patrol_times),
    "interactions:patrol": Route(get=FIELD, post=FIELD, names=patrol, body=patrol_times),
    "interactions:patrol-discard": Route(post=FIELD, names=patrol),
    "interactions:import": Route(get=IMPORTERS, post=IMPORTERS, body=a_log),
    "interactions:import-upload": Route(get=IMPORTERS, post=IMPORTERS, names=upload, body=lambda cast: {"key": "id"}),
    "interactions:import-begin": Route(post=IMPORTERS, names=upload),
    "interactions:import-conflicts": Route(get=frozenset({Role.DIRECTOR})),
    "interactions:import-settle": Route(
        post=frozenset({Role.DIRECTOR}), names=conflict, body=lambda cast: {"holds": "correction"}
    ),
    "interactions:import-refused": Route(get=IMPORTERS, names=upload_with_refusals),
}
