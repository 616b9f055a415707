from django.db import models
from django.db.models.functions import Now

from korgan.journal.ids import new_id


class Evidence(models.Model):
    """Bytes as received, hashed on arrival. `original` and `preview` are names in the evidence store."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sha256 = models.TextField()
    bytes = models.BigIntegerField()
    type = models.TextField()
    original = models.TextField(unique=True)
    preview = models.TextField(blank=True)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(bytes__gt=0), name="evidence_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256
