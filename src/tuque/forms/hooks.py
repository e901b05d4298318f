"""What rooms after this one ask of a publication, and do once it is done. They add themselves in their `apps.py`."""

from collections.abc import Iterable
from typing import Any, Protocol

from tuque.forms.language import DefinitionProblem
from tuque.forms.models import Definition, Version


class Guards(Protocol):
    """Says what stands in the way of publishing `body`, which reads well by itself."""

    def __call__(self, definition: Definition, body: Any) -> Iterable[DefinitionProblem]: ...


class Follows(Protocol):
    """Does what goes with `version`, in the transaction that publishes it."""

    def __call__(self, version: Version) -> None: ...


_guards: list[Guards] = []
_followers: list[Follows] = []


def guard_publication(guards: Guards) -> None:
    if guards not in _guards:
        _guards.append(guards)


def follow_publication(follows: Follows) -> None:
    if follows not in _followers:
        _followers.append(follows)


def objections(definition: Definition, body: Any) -> list[DefinitionProblem]:
    return [problem for guards in _guards for problem in guards(definition, body)]


def published(version: Version) -> None:
    for follows in _followers:
        follows(version)
