"""Which topic of ours a term of a taxonomy means: what a person decided of it, or of the nearest term above. No Django here."""

from collections.abc import Iterable, Mapping

# The taxonomy's code and the term's: the same term, whichever feed or file names it.
Key = tuple[str, str]
NONE = ""  # decided: it means no topic of ours


def resolve(wanted: Iterable[Key], *, parents: Mapping[Key, Key | None], decided: Mapping[Key, str]) -> dict[Key, str]:
    """The topic of each of `wanted` that has one."""
    found = {}
    for key in wanted:
        seen: set[Key] = set()
        here: Key | None = key
        while here is not None and here not in decided and here not in seen:
            seen.add(here)
            here = parents.get(here)
        topic = decided.get(here, NONE) if here is not None else NONE
        if topic:
            found[key] = topic
    return found
