"""What was noted and done about abuse: facts that are added."""

from typing import ClassVar

from django.db import models

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class AbuseFact(models.Model):
    """`person` is the mark of an address, which nothing turns back, or the conversation itself where there is no address."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    person = models.CharField(max_length=40)
    conversation = models.UUIDField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    words = SealedText()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "person", "at"], name="abuse_of_person")]
