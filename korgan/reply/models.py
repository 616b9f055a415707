from django.db import models

from korgan.intake.models import Part
from korgan.territory.models import Area


class Template(models.Model):
    """A ready answer in the citizens' languages, for what the assessment says (empty: for anything), in an area and
    below it (none: everywhere); of one code the nearest area's counts."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.TextField(blank=True, default="")
    kind = models.TextField(blank=True, default="")
    service = models.TextField(blank=True, default="")
    off_topic = models.BooleanField(default=False)
    texts = models.JSONField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "area"], condition=models.Q(retired_at=None), nulls_distinct=False, name="template_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class DeliveryState(models.TextChoices):
    QUEUED = "queued"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    READ = "read"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Delivery(models.Model):
    """The outbox: a row per outgoing part. Unknown is never sent again blindly."""

    part = models.OneToOneField(Part, models.PROTECT, primary_key=True, related_name="delivery")
    state = models.TextField(choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    # When the claimer must have finished; after it nobody knows whether the bytes went out.
    claimed_until = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["changed_at"],
                condition=models.Q(state__in=["queued", "claimed", "retry"]),
                name="delivery_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.part_id}"
