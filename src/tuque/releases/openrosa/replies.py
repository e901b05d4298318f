"""The XML of the protocol. Every answer carries its headers."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse
from django.utils.http import http_date

RESPONSE = "http://openrosa.org/http/response"
FORM_LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
MOST_BYTES = 20 * 1024 * 1024  # of one request; a client splits more over several, under the same instance


@dataclass(frozen=True)
class Listed:
    """A form in the list that a client chooses from."""

    code: str
    title: str
    version: str
    md5: str
    download_url: str
    manifest_url: str


def message(text: str, *, status: int) -> HttpResponse:
    root = Element("OpenRosaResponse", xmlns=RESPONSE)
    kind = "submit_success" if status < 300 else "error"
    SubElement(root, "message", nature=kind).text = text
    return xml(root, status=status)


def form_list(forms: Iterable[Listed]) -> HttpResponse:
    root = Element("xforms", xmlns=FORM_LIST)
    for form in forms:
        one = SubElement(root, "xform")
        SubElement(one, "formID").text = form.code
        SubElement(one, "name").text = form.title
        SubElement(one, "version").text = form.version
        SubElement(one, "hash").text = f"md5:{form.md5}"
        SubElement(one, "downloadUrl").text = form.download_url
        SubElement(one, "manifestUrl").text = form.manifest_url
    return xml(root)


def empty_manifest() -> HttpResponse:
    """Our forms carry their choices inside, and no pictures."""
    return xml(Element("manifest", xmlns=MANIFEST))


def xml(root: Element | bytes, *, status: int = 200) -> HttpResponse:
    body = root if isinstance(root, bytes) else tostring(root, encoding="utf-8", xml_declaration=True)
    return with_headers(HttpResponse(body, content_type="text/xml; charset=utf-8", status=status))


def with_headers(response: HttpResponse) -> HttpResponse:
    response.headers["X-OpenRosa-Version"] = "1.0"
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
    response.headers["Date"] = http_date()
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
