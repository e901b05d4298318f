"""Real data that is kept beside a checkout, never in it: what needs it is left out where it is not there."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def data(name: str) -> Path:
    """`shared/data/NAME` beside the checkout, or beside the folder that holds several of them. It may not be there."""
    places = [folder / "shared" / "data" / name for folder in CHECKOUT.parents]
    return next((place for place in places if place.exists()), places[0])
