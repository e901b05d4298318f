import io
import time

from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tuque.config import urls


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


urlpatterns = [
    path("test/broken", broken),
    path("test/suspicious", suspicious),
    path("test/download", download),
    path("test/redirect", elsewhere),
    path("test/slow", slow),
    path("test/echo", echo),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
