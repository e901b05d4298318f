"""Finders of a theme, made in the portal: youth, newcomers, seniors."""

from typing import ClassVar

from django.db import models

from tuque.core.ids import PublicIdField


class ThemedFinder(models.Model):
    """A finder of its own under `/find/<slug>`: some topics, its own words, its own colour. `draft` is worked on; `published` is what
    anyone sees, and empty until then. Both have the keys of `finder.themes.Theme`."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    slug = models.SlugField(max_length=40, unique=True)
    draft = models.JSONField(default=dict)
    published = models.JSONField(default=dict)
    hosts = models.JSONField(default=list, help_text="Sites that may show it inside their pages: https://example.org.")
    is_published = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.slug
