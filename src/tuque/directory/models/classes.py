"""What services are sorted by: taxonomies of any kind, our own topics, everyday words, and whom a service is for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuque.core.ids import PublicIdField
from tuque.directory.models.base import Record, text
from tuque.directory.models.main import Service


class Taxonomy(Record):
    name = text()
    description = text()
    uri = text()
    version = text()


class TaxonomyTerm(Record):
    code = text()
    name = text()
    description = text()
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    # The name of its taxonomy, as HSDS repeats it; the taxonomy itself, where the source tells it apart.
    taxonomy_name = text()
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE, null=True, related_name="terms")
    language = text()
    term_uri = text()


class Attribute(Record):
    """A term put on a record. `link` is the record's public id, and `link_entity` its kind in HSDS's words."""

    link = models.UUIDField(null=True, db_index=True)
    link_entity = text()
    link_type = text()
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, null=True, related_name="attributes")
    value = text()
    label = text()


class TopicOrigin(models.TextChoices):
    CHOSEN = "chosen", _("Chosen by a person")
    MATCHED = "matched", _("From a term of its source")


class ServiceTopic(models.Model):
    """One of our topics (data/topics.toml) put on a service."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=60)
    origin = models.CharField(max_length=10, choices=TopicOrigin.choices, default=TopicOrigin.CHOSEN)
    is_public = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "topic"], name="directory_topic_once")]
        indexes: ClassVar = [models.Index(fields=["topic", "service"], name="directory_by_topic")]


class RefusedTopic(models.Model):
    """A topic that a person took off a service: no term of a taxonomy gives it again, until a person puts it back."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="refused_topics")
    topic = models.CharField(max_length=60)
    refused_at = models.DateTimeField()
    by = models.ForeignKey(
        "accounts.Worker",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: it came in a package.",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "topic"], name="directory_topic_refused_once")
        ]


class TopicMatch(models.Model):
    """Services under this term of another taxonomy get this topic of ours."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, related_name="topic_matches")
    topic = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "topic"], name="directory_match_once")]


class LayTerm(models.Model):
    """Everyday words and what they mean: a topic of ours, or a term. Beside those of data/lay_words.csv; a row with the same
    language and words takes the place of the file's."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    language = models.CharField(max_length=12)
    words = models.CharField(max_length=200)
    topic = models.CharField(max_length=60, blank=True)
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, null=True, blank=True, related_name="lay_terms")
    weight = models.FloatField(default=1.0, help_text="From 0 (not used) to 1.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "language", "words", "topic"], name="directory_words_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=0, weight__lte=1), name="directory_words_weight"),
        ]


class RuleKind(models.TextChoices):
    AGE = "age", _("Age")
    GENDER = "gender", _("Gender")
    STATUS = "status", _("Situation")
    INCOME = "income", _("Income")
    AREA = "area", _("Where they live")


class EligibilityRule(models.Model):
    """Whom a service is for, as a rule: HSDS has words alone. `values` are codes; age and income have bounds instead.

    Several rules: each must be met. Several values: one is enough.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="eligibility_rules")
    kind = models.CharField(max_length=10, choices=RuleKind.choices)
    least = models.FloatField(null=True, blank=True)
    most = models.FloatField(null=True, blank=True)
    values = models.JSONField(default=list)
    is_fed = models.BooleanField(
        default=False, db_default=False, help_text="It came with a feed, which may change it; else a person wrote it."
    )
    is_public = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "kind"], name="directory_rule_once")]
