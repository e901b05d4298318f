"""The public holidays of a country or of a part of it, from the kept library."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=512)
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Of a region, as CA and MB, or with an empty `region` of the whole country; none where they are not known."""
    from holidays import country_holidays  # read in with the first question: few processes ask

    try:
        return frozenset(country_holidays(country, subdiv=region or None, years=year))
    except (KeyError, NotImplementedError):
        return frozenset()
