"""How often Python searches for circles of objects that nothing else refers to."""

import gc

NEW_OBJECTS = 50_000  # by default 700: one request makes more, and is then searched again and again in vain
ROUNDS = (20, 50)


def collect_rarely() -> None:
    """For when everything is imported: leave that out of every search, and search after many more new objects than usual.

    What nothing refers to is freed at once, as always. Processes forked from this one keep to it too.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *ROUNDS)
