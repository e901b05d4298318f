"""A file that goes with an answer, as a browser saves it: never opened as a page of this site."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tuque.releases.desk import attaching
from tuque.releases.desk.models import AnswerFile


def as_attachment(row: AnswerFile) -> HttpResponse:
    with attaching.opened(row) as file:
        answer = HttpResponse(file.read(), content_type=attaching.media_type(row))
    answer.headers["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
