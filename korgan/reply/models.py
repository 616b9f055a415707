from django.db import models

from korgan.intake.models import Part


class Template(models.Model):
    """A ready answer in the citizens' languages."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    category = models.TextField(blank=True)
    texts = models.JSONField()

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
