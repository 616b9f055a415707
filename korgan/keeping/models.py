from django.db import models

from korgan.intake.models import Appeal
from korgan.journal.ids import new_id
from korgan.people.models import Contact


class Hold(models.Model):
    """An appeal that is kept whatever its term says: a court or an investigator needs it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="holds")
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal"], condition=models.Q(lifted_at__isnull=True), name="hold_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Wish(models.Model):
    """A citizen wants what he wrote erased: what the law keeps goes as soon as it no longer does."""

    contact = models.OneToOneField(Contact, models.PROTECT, primary_key=True, related_name="wish")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.contact_id)


class Why(models.TextChoices):
    WISH = "wish"
    TERM = "term"


class Erased(models.Model):
    """An appeal whose personal text is gone; number, times, states and journal stay."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, primary_key=True, related_name="erased")
    why = models.TextField(choices=Why)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.why}"
