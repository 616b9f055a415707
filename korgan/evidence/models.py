from django.db import models
from django.db.models.functions import Now

from korgan.evidence.offers import Offer, offer
from korgan.journal.ids import new_id


class Evidence(models.Model):
    """Bytes as received, hashed on arrival. `original` and `preview` are names in the evidence store."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sha256 = models.TextField()
    bytes = models.BigIntegerField()
    type = models.TextField()
    original = models.TextField(unique=True)
    preview = models.TextField(blank=True)
    # What the file says of itself: offered to the operator, never trusted, never shown to the public. The time is
    # ISO 8601, without an offset when it is only what the device's own clock showed.
    says_lon = models.FloatField(null=True)
    says_lat = models.FloatField(null=True)
    says_at = models.TextField(blank=True, default="")
    seconds = models.FloatField(null=True)
    received_at = models.DateTimeField(db_default=Now())
    # The bytes are gone by an action; what they were, and that they were here, stays.
    removed_at = models.DateTimeField(null=True)
    # When they had gone from the store too; between the two a job erases them.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(bytes__gt=0), name="evidence_is_not_empty"),
        ]
        indexes = [
            models.Index(
                fields=["removed_at"],
                condition=models.Q(removed_at__isnull=False, gone_at__isnull=True),
                name="evidence_going",
            )
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def offer(self) -> Offer | None:
        return offer(self.says_lon, self.says_lat, self.says_at, self.received_at)


class Upload(models.Model):
    """A file on its way in, piece by piece. Its bytes are `incoming/<id>.upload`, whose size is how far it has come; it
    bears the id of what it is to become a part of. Who sends it and where it belongs are plain ids, for quotas."""

    id = models.UUIDField(primary_key=True)
    owner = models.TextField()
    appeal = models.UUIDField()
    bytes = models.BigIntegerField()
    # Kept already, and only its part does not know yet.
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    touched_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(bytes__gt=0), name="upload_is_not_empty")]
        indexes = [
            models.Index(fields=["owner"], name="upload_of_owner"),
            models.Index(fields=["appeal"], name="upload_of_appeal"),
        ]

    def __str__(self) -> str:
        return str(self.id)
