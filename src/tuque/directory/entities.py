"""From an object of HSDS to its table, and back."""

from functools import cache
from typing import Any

from django.apps import apps

from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.models import Record


@cache
def model_of(name: str) -> Any:
    """The table of an object, by its HSDS name."""
    return apps.get_model("directory", OBJECTS[name].model)


@cache
def entity_of(model: type[Record]) -> str:
    """The HSDS name of a table."""
    return next(one.name for one in OBJECTS.values() if one.model == model.__name__)
