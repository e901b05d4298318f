"""XML from strangers: read while it is counted, so that what declares entities or is nested beyond reason is refused early."""

import io
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse


@dataclass
class XmlRefused(Exception):
    """`reason`: has_entities, nested_too_deeply, too_many_parts or not_xml."""

    reason: str


def parse(data: bytes, *, most_depth: int, most_parts: int) -> Element:
    """The root element. Raises XmlRefused."""
    depth = parts = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            parts += event == "start"
            root = element if root is None else root
            if depth > most_depth:
                raise XmlRefused("nested_too_deeply")
            if parts > most_parts:
                raise XmlRefused("too_many_parts")
    except DefusedXmlException:
        raise XmlRefused("has_entities") from None
    except (ParseError, LookupError, ValueError):
        raise XmlRefused("not_xml") from None
    if root is None:
        raise XmlRefused("not_xml")
    return root


def local_name(element: Element) -> str:
    """Its name without the namespace."""
    return str(element.tag).rpartition("}")[2]
