"""Each question as an item of a Questionnaire."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuque.forms.fhir.conditions import enable_when
from tuque.forms.fhir.paths import Unsayable, fhirpath
from tuque.forms.language.definition import HOLDING
from tuque.forms.language.values import MAX_NOTE, MAX_PHOTOS, MAX_ROWS, MAX_TEXT

Item = dict[str, Any]
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
TYPES = {
    "text": "string",
    "note": "text",
    "number": "decimal",
    "integer": "integer",
    "duration": "integer",
    "choice": "choice",
    "many": "choice",
    "people": "group",
    "items": "group",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
    "place": "group",
    "photo": "attachment",
    "signature": "attachment",
    "audio": "attachment",
    "workers": "reference",
    "person": "reference",
    "yes_no": "boolean",
    "heading": "display",
    "info": "display",
    "group": "group",
    "repeat": "group",
}
NAMED = {"workers": "Practitioner", "person": "Patient"}
PLACE = (
    ("lat", "decimal", {"en": "Latitude (degrees)", "fr": "Latitude (degrés)"}),
    ("lon", "decimal", {"en": "Longitude (degrees)", "fr": "Longitude (degrés)"}),
    ("text", "string", {"en": "Place in words", "fr": "Lieu en mots"}),
)
INITIAL = {"string": "valueString", "text": "valueString", "decimal": "valueDecimal", "integer": "valueInteger",
           "date": "valueDate", "time": "valueTime", "dateTime": "valueDateTime", "boolean": "valueBoolean"}  # fmt: skip


@dataclass(frozen=True)
class Release:
    """What differs between R4 and R5."""

    name: str

    @property
    def choice(self) -> str:
        return "choice" if self.name == "R4" else "coding"

    def constraint(self, *, key: str, expression: str, human: str) -> Item:
        parts: list[Item] = [
            {"url": "key", "valueId": key},
            {"url": "severity", "valueCode": "error"},
            {"url": "human", "valueString": human},
        ]
        if self.name == "R4":
            parts.append({"url": "expression", "valueString": expression})
            return {"url": CORE + "questionnaire-constraint", "extension": parts}
        parts.append({"url": "expression", "valueExpression": _expression(expression)})
        return {"url": CORE + "targetConstraint", "extension": parts}


def worded(name: str, words: Mapping[str, str]) -> Item:
    """An element in English, its French beside it by the translation extension."""
    english, french = words.get("en") or words.get("fr", ""), words.get("fr")
    if not french:
        return {name: english}
    parts = [{"url": "lang", "valueCode": "fr"}, {"url": "content", "valueString": french}]
    return {name: english, f"_{name}": {"extension": [{"url": CORE + "translation", "extension": parts}]}}


@dataclass(frozen=True)
class Writer:
    types: Mapping[str, str]
    lists: Mapping[str, Any]
    release: Release

    def items(self, fields: Iterable[Mapping[str, Any]]) -> list[Item]:
        return [item for one in fields for item in self.item(one)]

    def item(self, one: Mapping[str, Any]) -> Iterator[Item]:
        kind = one["type"]
        inner = self.inner(one)
        if kind in HOLDING and not inner:
            return
        item: Item = {"linkId": one["code"], **worded("text", one["label"]), "type": self.type_of(kind)}
        extensions = list(self.extensions(one))
        item |= self.shown(one, extensions)
        if item["type"] != "display":
            if one.get("calculated") is not None:
                item["readOnly"] = True
            elif one.get("required"):
                item["required"] = True
            if kind in {"many", "workers", "repeat"} or (kind == "photo" and one.get("max") != 1):
                item["repeats"] = True
        if kind in {"text", "note"}:
            most = MAX_NOTE if kind == "note" else MAX_TEXT
            item["maxLength"] = int(min(one.get("max") or most, most))
        item |= self.offered(one)
        if extensions:
            item["extension"] = extensions
        if item["type"] != "display" and one.get("hint"):
            inner = [self.hint(one), *inner]
        yield {**item, "item": inner} if inner else item

    def type_of(self, kind: str) -> str:
        found = TYPES[kind]
        return self.release.choice if found == "choice" else found

    def inner(self, one: Mapping[str, Any]) -> list[Item]:
        kind = one["type"]
        if kind in HOLDING:
            return self.items(one.get("fields", []))
        if kind in {"people", "items"}:
            return [
                {"linkId": f"{one['code']}.{choice['code']}", **worded("text", choice["label"]), "type": "integer"}
                for choice in self.choices(one)
            ]
        if kind == "place":
            return [
                {"linkId": f"{one['code']}.{part}", **worded("text", words), "type": type_}
                for part, type_, words in PLACE
            ]
        return []

    def choices(self, one: Mapping[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = one.get("choices") or self.lists.get(str(one.get("list")), [])
        return found

    def offered(self, one: Mapping[str, Any]) -> Item:
        """Its choices, and what a fresh page offers."""
        default, kind = one.get("default"), self.type_of(one["type"])
        if kind == self.release.choice:
            chosen = default if isinstance(default, list) else [default]
            options = []
            for choice in self.choices(one):
                coding = {"code": choice["code"], **worded("display", choice["label"])}
                selected = {"initialSelected": True} if choice["code"] in chosen else {}
                options.append({"valueCoding": coding, **selected})
            return {"answerOption": options}
        if default is None or kind not in INITIAL:
            return {}
        return {"initial": [{INITIAL[kind]: default}]}

    def shown(self, one: Mapping[str, Any], extensions: list[Item]) -> Item:
        tree = one.get("show_if")
        if tree is None:
            return {}
        plain = enable_when(tree, self.types)
        if plain is None:
            url = SDC + "sdc-questionnaire-enableWhenExpression"
            extensions += self.expressed(tree, lambda path: {"url": url, "valueExpression": _expression(path)})
            return {}
        conditions, how = plain
        return {"enableWhen": conditions, **({"enableBehavior": how} if len(conditions) > 1 else {})}

    def extensions(self, one: Mapping[str, Any]) -> Iterator[Item]:
        kind, words = one["type"], one["label"].get("en") or one["label"].get("fr", "")
        yield from _limits(one)
        if kind == "duration":
            unit = {"system": "http://unitsofmeasure.org", "code": "min", "display": "min"}
            yield {"url": CORE + "questionnaire-unit", "valueCoding": unit}
        if kind in NAMED:
            yield {"url": CORE + "questionnaire-referenceResource", "valueCode": NAMED[kind]}
        if one.get("calculated") is not None:
            url = SDC + "sdc-questionnaire-calculatedExpression"
            yield from self.expressed(
                one["calculated"], lambda path: {"url": url, "valueExpression": _expression(path)}
            )
        if one.get("constraint") is not None:
            human = (one.get("constraint_message") or {}).get("en") or f"{words}: this answer is not accepted."
            key = f"{_id(one['code'])}-valid"
            yield from self.expressed(
                one["constraint"], lambda path: self.release.constraint(key=key, expression=path, human=human)
            )
        if one.get("required_if") is not None:
            answered = fhirpath(["not", ["empty", {"field": one["code"]}]], self.types)
            needed, say = f"{_id(one['code'])}-needed", f"{words}: an answer is needed here."
            yield from self.expressed(
                one["required_if"],
                lambda path: self.release.constraint(key=needed, expression=f"{path} implies {answered}", human=say),
            )

    def expressed(self, tree: Any, made: Callable[[str], Item]) -> list[Item]:
        """The extension made of `tree` as FHIRPath; a plain statement of it where FHIRPath cannot say it."""
        try:
            return [made(fhirpath(tree, self.types))]
        except Unsayable:
            statement = f"Judged by Tuque alone: {json.dumps(tree, ensure_ascii=False)}"
            return [{"url": CORE + "designNote", "valueMarkdown": statement}]

    def hint(self, one: Mapping[str, Any]) -> Item:
        control = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}
        return {
            "linkId": f"{one['code']}.hint",
            **worded("text", one["hint"]),
            "type": "display",
            "extension": [{"url": CORE + "questionnaire-itemControl", "valueCodeableConcept": {"coding": [control]}}],
        }


def _limits(one: Mapping[str, Any]) -> Iterator[Item]:
    kind = one["type"]
    value = "valueDecimal" if kind == "number" else "valueInteger"
    for name in ("min", "max"):
        limit = one.get(name)
        if limit is None:
            continue
        if kind in {"number", "integer", "duration"}:
            yield {"url": f"{CORE}{name}Value", value: limit}
        elif kind == "text" and name == "min":
            yield {"url": CORE + "minLength", "valueInteger": int(limit)}
        elif kind in {"many", "photo", "workers", "repeat"} and limit:
            yield {"url": f"{CORE}questionnaire-{name}Occurs", "valueInteger": int(limit)}
    most = {"photo": MAX_PHOTOS, "repeat": MAX_ROWS}.get(kind)
    if most is not None and one.get("max") is None:
        yield {"url": CORE + "questionnaire-maxOccurs", "valueInteger": most}


def _id(code: str) -> str:
    """A FHIR id holds no underscore."""
    return code.replace("_", "-")[:50]


def _expression(path: str) -> Item:
    return {"language": "text/fhirpath", "expression": path}
