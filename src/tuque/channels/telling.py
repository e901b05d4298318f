"""What another room tells a person before they write, where it holds for the organization that answers."""

from collections.abc import Callable, Iterator

from tuque.accounts.api import Organization

Teller = Callable[[Organization], list[str]]
_tellers: list[Teller] = []


def also_tell(teller: Teller) -> None:
    """`teller` gives plain sentences in the language of the moment, or none. To be called in a room's `apps.py`."""
    if teller not in _tellers:
        _tellers.append(teller)


def told(organization: Organization) -> Iterator[str]:
    """Within the organization's wall."""
    for teller in _tellers:
        yield from teller(organization)
