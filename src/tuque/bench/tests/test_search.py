"""The benchmark of the search fills an index of its own, again and again, and searches it."""

import pytest

from tuque.bench import search_
from tuque.directory.models import SearchRecord, SearchTerm


@pytest.mark.django_db
def test_an_index_of_mixed_services_is_filled_anew_and_searched():
    for rows in (20, 30):
        search_.fill(rows)

    assert SearchRecord.objects.count() == 30
    assert SearchTerm.objects.get(term="").records == 30
    assert search_._p95() > 0
