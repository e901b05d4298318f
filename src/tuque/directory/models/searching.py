"""The index of the search: made of what is public alone, and made anew from it at any time. Nothing here is the truth of anything."""

from typing import ClassVar

from django.db import models


class SearchRecord(models.Model):
    """A public service as the index keeps it. `terms` has every term that it is found by; SQLite's FTS5 and PostgreSQL's GIN index
    stand on it (migrations). `key` is ordered by how well the record is kept (`search.documents.key_of`)."""

    key = models.BigIntegerField(primary_key=True)
    service = models.BigIntegerField(unique=True)
    name = models.TextField()
    owner = models.TextField()
    topics = models.TextField()
    text = models.TextField()
    terms = models.TextField()
    words = models.TextField()
    points = models.JSONField(default=list)
    quality = models.FloatField()
    written = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)


class SearchTerm(models.Model):
    """How many records have a term."""

    term = models.CharField(max_length=120, primary_key=True)
    records = models.IntegerField()


class SearchWord(models.Model):
    """A word as it is written, for putting spelling right, and how many records have it."""

    word = models.CharField(max_length=60, primary_key=True)
    records = models.IntegerField()


class SearchKey(models.Model):
    """The word less one letter (or none): what a word written wrong has in common with it."""

    key = models.CharField(max_length=60)
    word = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "word"], name="directory_search_key_once")]


class SearchPhrase(models.Model):
    """An everyday phrase, in stems, and the topics that it points to."""

    phrase = models.CharField(max_length=240, primary_key=True)
    topics = models.JSONField()


class SearchPlace(models.Model):
    """Where a city or the first part of a postal code is: the middle of the public places that bear it."""

    name = models.CharField(max_length=80, primary_key=True)
    shown = models.CharField(max_length=80)
    lon = models.FloatField()
    lat = models.FloatField()
    records = models.IntegerField()


class SearchGap(models.Model):
    """A question that found nothing, counted: when, about what, where roughly; never who.

    `words` only where they are all words of the index or of everyday phrases, so that no name is kept.
    """

    month = models.DateField(help_text="The first day of the month.")
    area = models.CharField(max_length=12, blank=True, help_text="The first part of a postal code, at most.")
    topic = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12)
    asked_for = models.CharField(max_length=120, blank=True, help_text="Codes of what was asked besides: free, l:yue.")
    words = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month", "area", "topic", "language", "asked_for", "words"], name="directory_search_gap_once"
            )
        ]
