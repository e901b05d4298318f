"""What an OpenRosa client sent: which form, under which id, and the text of every question. Hostile XML is refused."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tuque.core import safe_xml

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 12
MOST_PARTS = 20_000
META = "meta"


@dataclass
class SubmissionUnreadable(Exception):
    """`reason`: too_large, has_entities, nested_too_deeply, too_many_parts, not_xml, no_form or no_instance."""

    reason: str


@dataclass(frozen=True)
class Submission:
    """`texts`: name of a question -> what was written; a name that is there twice is in `twice`."""

    form: str
    version: str
    instance: str
    texts: dict[str, str] = field(default_factory=dict)
    twice: frozenset[str] = frozenset()


def read_submission(data: bytes) -> Submission:
    """Raises SubmissionUnreadable."""
    if len(data) > MOST_BYTES:
        raise SubmissionUnreadable("too_large")
    try:
        root = safe_xml.parse(data, most_depth=MOST_DEPTH, most_parts=MOST_PARTS)
    except safe_xml.XmlRefused as refused:
        raise SubmissionUnreadable(refused.reason) from None
    instance = ""
    texts: dict[str, str] = {}
    twice: set[str] = set()
    for name, text, in_meta in _leaves(root):
        if in_meta:
            instance = text if name == "instanceID" else instance
        elif text:
            twice |= {name} & texts.keys()
            texts[name] = text
    form = root.get("id", "").strip()
    if not form:
        raise SubmissionUnreadable("no_form")
    if not instance:
        raise SubmissionUnreadable("no_instance")
    return Submission(form, root.get("version", "").strip(), instance, texts, frozenset(twice))


def _leaves(root: Element) -> list[tuple[str, str, bool]]:
    """Name, text, and whether it is about the submission itself."""
    found: list[tuple[str, str, bool]] = []
    waiting = [(root, False)]
    while waiting:
        element, in_meta = waiting.pop()
        if len(element):
            inside = in_meta or safe_xml.local_name(element) == META
            waiting += [(child, inside) for child in reversed(element)]
        elif element is not root:
            found.append((safe_xml.local_name(element), (element.text or "").strip(), in_meta))
    return found
