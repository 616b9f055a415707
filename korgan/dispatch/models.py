from django.db import models
from django.db.models.functions import Now

from korgan.intake.models import Appeal
from korgan.journal.ids import new_id
from korgan.people.models import User
from korgan.territory.models import Desk


class UnitKind(models.TextChoices):
    PATROL = "patrol"
    INSPECTOR = "inspector"
    GROUP = "group"


class UnitState(models.TextChoices):
    FREE = "free"
    SENT = "sent"
    ACCEPTED = "accepted"
    ENROUTE = "enroute"
    SCENE = "scene"
    DONE = "done"
    SOS = "sos"


class Unit(models.Model):
    """A crew: patrol, precinct inspector or investigative group."""

    id = models.BigAutoField(primary_key=True)
    callsign = models.TextField(unique=True)
    kind = models.TextField(choices=UnitKind)
    names = models.JSONField()
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="units")
    state = models.TextField(choices=UnitState, default=UnitState.FREE)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    position_at = models.DateTimeField(null=True, blank=True)
    on_shift = models.BooleanField(default=True)
    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.callsign


class Incident(models.Model):
    """What happened in the world; several appeals may concern it, units are sent to it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appeals = models.ManyToManyField(Appeal, through="Concern", related_name="incidents")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Concern(models.Model):
    """An appeal that concerns an incident."""

    incident = models.ForeignKey(Incident, models.PROTECT)
    appeal = models.OneToOneField(Appeal, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.appeal_id} of {self.incident_id}"


class Assignment(models.Model):
    """One sending of a unit to an incident."""

    id = models.UUIDField(primary_key=True, default=new_id)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    state = models.TextField(choices=UnitState, default=UnitState.SENT)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    enroute_at = models.DateTimeField(null=True)
    scene_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=models.Q(done_at__isnull=True), name="unit_on_one_job")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} to {self.incident_id}"
