"""An ODK XForm read as the spreadsheet that it could have been made from, as far as a spreadsheet can say it.

Paths to a question (`/data/group/name`, `../name`) become `${name}`. Actions (`setvalue`, `setgeopoint`) are not carried.
"""

import re
from collections.abc import Iterator
from posixpath import normpath
from xml.etree.ElementTree import Element

from tuque.core import safe_xml
from tuque.forms.xlsform.findings import Unreadable
from tuque.forms.xlsform.sheets import Book

MAX_DEPTH = 60
MAX_PARTS = 100_000
INPUTS = {
    "int": "integer",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
}
UPLOADS = {"image": "image", "audio": "audio", "video": "video"}
SELECTS = {"select1": "select_one", "select": "select_multiple", "rank": "rank"}
PRELOADS = {
    ("date", "today"): "today",
    ("timestamp", "start"): "start",
    ("timestamp", "end"): "end",
    ("property", "deviceid"): "deviceid",
    ("property", "subscriberid"): "subscriberid",
    ("property", "simserial"): "simserial",
    ("property", "phonenumber"): "phonenumber",
    ("property", "username"): "username",
    ("property", "email"): "email",
}
FORMS = {"": "label", "image": "image", "big-image": "big-image", "audio": "audio", "video": "video"}
ITEXT = re.compile(r"\s*jr:itext\(\s*['\"](.*)['\"]\s*\)\s*")
ITEMS = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)(?:/[\w.\-:]+)+\s*(?:\[(.*)\])?\s*", re.DOTALL)
PATH = re.compile(r"(?<![\w$}\])'\"/.])((?:current\(\)/)?\.\.?(?:/\.\.)*(?:/[\w.\-]+)+|/[\w.\-]+(?:/[\w.\-]+)*)")
WORDS_IN_QUOTES = re.compile(r"(\"[^\"]*\"|'[^']*')")
Row = dict[str, str]


def read_xform(data: bytes) -> Book:
    """The book. Raises Unreadable."""
    root = _parsed(data)
    model, body = _first(root, "model"), _first(root, "body")
    instance = _first(model, "instance") if model is not None else None
    if safe_xml.local_name(root) != "html" or model is None or body is None or instance is None or not len(instance):
        raise Unreadable("not_an_xform")
    return _Reader(root, model, body, instance[0]).book()


def _parsed(data: bytes) -> Element:
    """The root element. What declares entities, or is nested or scattered beyond any form, is refused while it is read."""
    try:
        return safe_xml.parse(data, most_depth=MAX_DEPTH, most_parts=MAX_PARTS)
    except safe_xml.XmlRefused as refused:
        most = MAX_DEPTH if refused.reason == "nested_too_deeply" else MAX_PARTS
        raise Unreadable(refused.reason.replace("not_xml", "not_an_xform"), most=most) from None


class _Reader:
    def __init__(self, root: Element, model: Element, body: Element, data: Element) -> None:
        self.root, self.body, self.data = root, body, data
        self.texts = _texts(model)
        self.values = dict(_values(data, f"/{safe_xml.local_name(data)}"))
        self.binds = {_get(bind, "nodeset").strip(): bind for bind in model if safe_xml.local_name(bind) == "bind"}
        self.lists = {
            _get(one, "id"): one for one in model if safe_xml.local_name(one) == "instance" and _get(one, "id")
        }
        self.survey: list[Row] = []
        self.choices: list[Row] = []
        self.written: set[str] = set()
        self.controlled = set(self.paths(body, ""))

    def book(self) -> Book:
        self.controls(self.body, "")
        self.rest(f"/{safe_xml.local_name(self.data)}")
        title = next((one.text or "" for one in self.root.iter() if safe_xml.local_name(one) == "title"), "")
        settings: Row = {
            "form_title": title.strip(),
            "form_id": _get(self.data, "id") or safe_xml.local_name(self.data),
        }
        if _get(self.data, "version"):
            settings["version"] = _get(self.data, "version")
        default = next(
            (one for one in self.root.iter() if safe_xml.local_name(one) == "translation" and _get(one, "default")),
            None,
        )
        if default is not None:
            settings["default_language"] = _get(default, "lang")
        book = {"survey": _lines(self.survey, ("type", "name")), "settings": _lines([settings], ())}
        if self.choices:
            book["choices"] = _lines(self.choices, ("list_name", "name"))
        return book

    def controls(self, parent: Element, context: str) -> None:
        for control in parent:
            tag = safe_xml.local_name(control)
            path = self.path_of(control, context)
            if tag == "group":
                self.group(control, path, context)
            elif tag == "repeat":
                self.repeat(control, path, {})
            elif tag in {"input", "secret", "textarea", "upload", "trigger", "range", *SELECTS}:
                self.question(control, tag, path)

    def group(self, control: Element, path: str, context: str) -> None:
        repeats = [self.path_of(one, path or context) for one in control if safe_xml.local_name(one) == "repeat"]
        words = self.words_of(control, path or context)
        if len(repeats) == 1 and len(control) <= 2 and path in {"", repeats[0]}:  # a repeat, and the label above it
            repeat = next(one for one in control if safe_xml.local_name(one) == "repeat")
            self.repeat(repeat, repeats[0], words)
            return
        if not path and not words:
            self.controls(control, context)  # only for the looks
            return
        name = _last(path) or f"group_{len(self.survey) + 1}"
        self.survey.append({"type": "begin group", "name": name, **words, **self.bound(path), **_looks(control)})
        self.controls(control, path or context)
        if path:
            self.rest(path)
        self.survey.append({"type": "end group"})

    def repeat(self, control: Element, path: str, words: Row) -> None:
        count = self.expression(_get(control, "count"), path)
        row: Row = {"type": "begin repeat", "name": _last(path), **words, **self.bound(path), **_looks(control)}
        self.survey.append({**row, "repeat_count": count})
        self.controls(control, path)
        self.rest(path)
        self.survey.append({"type": "end repeat"})

    def question(self, control: Element, tag: str, path: str) -> None:
        row: Row = {
            "type": "",
            "name": _last(path),
            **self.words_of(control, path),
            **self.bound(path),
            **_looks(control),
        }
        if self.values.get(path):
            row["default"] = self.values[path]
        if tag in SELECTS:
            self.select(control, tag, path, row)
        else:
            row["type"] = self.type_of(control, tag, path)
        if tag == "range":
            row["parameters"] = " ".join(
                f"{name}={_get(control, name)}" for name in ("start", "end", "step") if _get(control, name)
            )
        if tag == "textarea":
            row["appearance"] = "multiline"
        if row["type"] == "text" and row.get("read_only") and "calculation" not in row and "default" not in row:
            row["type"] = "note"
        self.survey.append(row)

    def type_of(self, control: Element, tag: str, path: str) -> str:
        if tag == "upload":
            return UPLOADS.get(_get(control, "mediatype").partition("/")[0], "file")
        if tag in {"trigger", "range"}:
            return {"trigger": "acknowledge", "range": "range"}[tag]
        bind = self.binds.get(path)
        kind = _get(bind, "type").rpartition(":")[2].lower() if bind is not None else ""
        return INPUTS.get(kind, "text")

    def select(self, control: Element, tag: str, path: str, row: Row) -> None:
        itemset = next((one for one in control if safe_xml.local_name(one) == "itemset"), None)
        if itemset is None:
            name = self.inline(control, path)
            row["type"] = f"{SELECTS[tag]} {name}"
            return
        nodeset = _get(itemset, "nodeset").strip()
        nodeset = re.sub(r"^randomize\((.*?)(?:,[^,]*)?\)$", r"\1", nodeset, flags=re.DOTALL)
        found = ITEMS.fullmatch(nodeset)
        if found and _get(self.lists.get(found.group(1)), "src").startswith("jr://file"):
            row["type"] = f"{SELECTS[tag]}_from_file {_get(self.lists[found.group(1)], 'src').rpartition('/')[2]}"
        elif found and found.group(1) in self.lists:
            row["type"] = f"{SELECTS[tag]} {self.listed(found.group(1), itemset)}"
            if found.group(2):
                row["choice_filter"] = self.expression(found.group(2), path)
        else:  # choices that are answers
            row["type"] = f"{SELECTS[tag]} ${{{_last(nodeset.partition('[')[0])}}}"

    def inline(self, control: Element, path: str) -> str:
        name = _last(path)
        while name in self.lists or name in self.written:
            name = f"{name}_"
        self.written.add(name)
        for item in control:
            if safe_xml.local_name(item) == "item":
                value = next((one.text or "" for one in item if safe_xml.local_name(one) == "value"), "")
                self.choices.append({"list_name": name, "name": value.strip(), **self.words_of(item, path)})
        return name

    def listed(self, name: str, itemset: Element) -> str:
        refs = {safe_xml.local_name(one): _get(one, "ref") for one in itemset}
        if name in self.written:
            return name
        self.written.add(name)
        for item in (one for root in self.lists[name] for one in root if len(one)):
            cells = {safe_xml.local_name(one): "".join(one.itertext()).strip() for one in item}
            row: Row = {"list_name": name, "name": cells.pop(refs.get("value", "name"), "")}
            told = re.fullmatch(r"\s*jr:itext\((.*)\)\s*", refs.get("label", ""))
            if told:
                row |= self.itext(cells.pop(told.group(1).strip(), ""), "label", "")
            else:
                row["label"] = cells.pop(refs.get("label", "label"), "")
            self.choices.append({**{key: text for key, text in cells.items() if key not in row}, **row})
        return name

    def paths(self, parent: Element, context: str) -> Iterator[str]:
        """Where the body keeps answers: those have a place on the page."""
        for control in parent:
            path = (
                self.path_of(control, context) if safe_xml.local_name(control) not in {"label", "hint", "item"} else ""
            )
            if path:
                yield path
            yield from self.paths(control, path or context)

    def rest(self, inside: str) -> None:
        """What has no place on the page: calculations, what the device fills, and what is only kept."""
        for path, value in self.values.items():
            bind = self.binds.get(path)
            if path in self.controlled or "/meta" in path or not path.startswith(f"{inside}/"):
                continue
            self.controlled.add(path)
            if any(other.startswith(f"{path}/") for other in self.values):
                continue  # a part that only holds others
            row: Row = {"type": "hidden", "name": _last(path), **self.bound(path)}
            preload = (_get(bind, "preload"), _get(bind, "preloadParams")) if bind is not None else ("", "")
            if preload in PRELOADS:
                row["type"] = PRELOADS[preload]
            elif row.get("calculation"):
                row["type"] = "calculate"
            if value:
                row["default"] = value
            self.survey.append(row)

    def bound(self, path: str) -> Row:
        bind = self.binds.get(path)
        if bind is None:
            return {}
        row = {
            column: self.expression(_get(bind, name), path)
            for column, name in (
                ("relevant", "relevant"),
                ("required", "required"),
                ("constraint", "constraint"),
                ("calculation", "calculate"),
                ("read_only", "readonly"),
            )
        }
        if row["read_only"] == "false()":
            row["read_only"] = ""
        for column, name in (("constraint_message", "constraintMsg"), ("required_message", "requiredMsg")):
            text = _get(bind, name)
            told = ITEXT.fullmatch(text)
            row |= self.itext(told.group(1), column, path) if told else {column: text}
        return {column: text for column, text in row.items() if text}

    def expression(self, text: str, context: str) -> str:
        """Paths to questions of this form as `${name}`; what is in quotes stays."""
        parts = WORDS_IN_QUOTES.split(text)
        return "".join(
            part if number % 2 else PATH.sub(lambda found: self.named(found.group(1), context), part)
            for number, part in enumerate(parts)
        ).strip()

    def named(self, path: str, context: str) -> str:
        plain = path.removeprefix("current()/")
        whole = plain if plain.startswith("/") else normpath(f"{context}/{plain}")
        return f"${{{_last(whole)}}}" if whole in self.values else path

    def words_of(self, element: Element, context: str) -> Row:
        """Labels and hints of a control or an item, in each language, with the pictures and sounds that go with them."""
        row: Row = {}
        for one in element:
            if safe_xml.local_name(one) not in {"label", "hint"}:
                continue
            told = ITEXT.fullmatch(_get(one, "ref"))
            if told:
                row |= self.itext(told.group(1), safe_xml.local_name(one), context)
            elif self.text(one, context):
                row[safe_xml.local_name(one)] = self.text(one, context)
        return row

    def itext(self, key: str, column: str, context: str) -> Row:
        row: Row = {}
        for language, texts in self.texts.items():
            for form, value in texts.get(key, {}).items():
                name = (
                    (column if not form else FORMS.get(form, "")) if column != "hint" or not form else "guidance_hint"
                )
                text = self.text(value, context)
                if name and text and text != "-":
                    row[name if language == "default" else f"{name}::{language}"] = text
        return row

    def text(self, element: Element, context: str) -> str:
        parts = [element.text or ""]
        for one in element:
            if safe_xml.local_name(one) == "output":
                parts.append(self.expression(_get(one, "value") or _get(one, "ref"), context))
            else:
                parts += one.itertext()
            parts.append(one.tail or "")
        return re.sub(r"\s+", " ", "".join(parts)).strip()

    def path_of(self, control: Element, context: str) -> str:
        """Where a control's answer is kept: a whole path, or empty when it keeps none."""
        written = (_get(control, "ref") or _get(control, "nodeset")).strip()
        bind = _get(control, "bind")
        if bind:
            written = next((path for path, one in self.binds.items() if _get(one, "id") == bind), written)
        if not written or written.startswith("/"):
            return written
        return normpath(f"{context or f'/{safe_xml.local_name(self.data)}'}/{written}")


def _texts(model: Element) -> dict[str, dict[str, dict[str, Element]]]:
    """Language -> id -> form (empty for the words themselves) -> the element."""
    found: dict[str, dict[str, dict[str, Element]]] = {}
    for translation in (one for one in model.iter() if safe_xml.local_name(one) == "translation"):
        texts = found.setdefault(_get(translation, "lang"), {})
        for text in translation:
            texts[_get(text, "id")] = {_get(value, "form"): value for value in text}
    return found


def _values(element: Element, path: str) -> Iterator[tuple[str, str]]:
    """The path of every part of an answer, and what it starts with."""
    yield path, "" if len(element) else (element.text or "").strip()
    for child in element:
        yield from _values(child, f"{path}/{safe_xml.local_name(child)}")


def _lines(rows: list[Row], first: tuple[str, ...]) -> list[list[str]]:
    columns = list(dict.fromkeys([*first, *(column for row in rows for column, text in row.items() if text)]))
    lines = [[row.get(column, "").strip() for column in columns] for row in rows]
    for line in lines:
        while line and not line[-1]:
            line.pop()
    return [columns, *lines]


def _looks(control: Element) -> Row:
    return {"appearance": _get(control, "appearance")} if _get(control, "appearance") else {}


def _first(element: Element | None, tag: str) -> Element | None:
    return (
        next((one for one in element.iter() if safe_xml.local_name(one) == tag), None) if element is not None else None
    )


def _get(element: Element | None, name: str) -> str:
    """An attribute, whatever its namespace."""
    if element is None:
        return ""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
