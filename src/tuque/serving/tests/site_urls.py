import errno
import io
import time
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tuque.accounts.models import Organization
from tuque.config import urls
from tuque.core import streams
from tuque.core.clock import now
from tuque.core.repeat import Answer, write_once


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def download(request: HttpRequest) -> HttpResponseBase:
    return FileResponse(io.BytesIO(b"a,b\n" * 50_000), as_attachment=True, filename="figures.csv")


def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/healthy")


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(1.5)
    return HttpResponse("done")


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    head = {name: value for name, value in request.META.items() if isinstance(value, str)}
    return JsonResponse({"length": len(request.body), "head": head})


@csrf_exempt
def fill(request: HttpRequest) -> HttpResponse:
    """A repeatable write on a disk that has no room left."""
    here = Organization.objects.get(code="downtown")

    def write() -> Answer:
        streams.append("test:full", kind="said", payload={"words": "x" * 200_000}, at=now())
        return Answer(201)

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0] + (1000 if request.GET.get("room") else 2)
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    answer = write_once(scope="test", key=UUID(int=1), body={"a": 1}, organization=here, at=now(), write=write)
    return HttpResponse(status=answer.status)


def fill_files(request: HttpRequest) -> HttpResponse:
    class Content(ContentFile[bytes]):
        def chunks(self, chunk_size=None):
            yield b"first half"
            raise OSError(errno.ENOSPC, "No space left on device")

    default_storage.save("photos/a.webp", Content(b""))
    return HttpResponse("saved")


urlpatterns = [
    path("test/fill", fill),
    path("test/fill-files", fill_files),
    path("test/broken", broken),
    path("test/suspicious", suspicious),
    path("test/download", download),
    path("test/redirect", elsewhere),
    path("test/slow", slow),
    path("test/echo", echo),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
