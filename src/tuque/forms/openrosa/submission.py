"""What an OpenRosa client sent: which form, under which id, and the text of every question. Hostile XML is refused."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tuque.core import safe_xml

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 12
MOST_PARTS = 20_000
META = "meta"
TEMPLATE = "{http://openrosa.org/javarosa}template"


@dataclass
class SubmissionUnreadable(Exception):
    """`reason`: too_large, has_entities, nested_too_deeply, too_many_parts, not_xml, no_form or no_instance."""

    reason: str


@dataclass(frozen=True)
class Part:
    """What one element holds. `texts`: name of a question -> what was written; a name that is there twice is in `twice`.
    `parts`: name of a group, or of a repeat once for each row, and what it holds."""

    texts: dict[str, str] = field(default_factory=dict)
    twice: frozenset[str] = frozenset()
    parts: tuple[tuple[str, "Part"], ...] = ()


@dataclass(frozen=True)
class Submission:
    """Which form it is, and what was written in it."""

    form: str
    version: str
    instance: str
    written: Part = Part()


def read_submission(data: bytes) -> Submission:
    """Raises SubmissionUnreadable."""
    if len(data) > MOST_BYTES:
        raise SubmissionUnreadable("too_large")
    try:
        root = safe_xml.parse(data, most_depth=MOST_DEPTH, most_parts=MOST_PARTS)
    except safe_xml.XmlRefused as refused:
        raise SubmissionUnreadable(refused.reason) from None
    form = root.get("id", "").strip()
    if not form:
        raise SubmissionUnreadable("no_form")
    instance = _instance(root)
    if not instance:
        raise SubmissionUnreadable("no_instance")
    return Submission(form, root.get("version", "").strip(), instance, _part(root))


def _instance(root: Element) -> str:
    found = (
        one
        for meta in root
        if safe_xml.local_name(meta) == META
        for one in meta
        if safe_xml.local_name(one) == "instanceID"
    )
    return next(((one.text or "").strip() for one in found), "")


def _part(element: Element) -> Part:
    """As deep as the parser let it be; what is about the submission itself, and the model of a row, are no answers."""
    texts: dict[str, str] = {}
    twice: set[str] = set()
    parts: list[tuple[str, Part]] = []
    for child in element:
        name = safe_xml.local_name(child)
        if name == META or TEMPLATE in child.attrib:
            continue
        text = (child.text or "").strip()
        if len(child):
            parts.append((name, _part(child)))
        elif text:
            twice |= {name} & texts.keys()
            texts[name] = text
    return Part(texts, frozenset(twice), tuple(parts))
