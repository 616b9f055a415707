from django.db import models
from django.db.models.functions import Now

from korgan.territory.clocks import Clock, Unit

Names = dict[str, str]


class AreaKind(models.TextChoices):
    COUNTRY = "country"
    REGION = "region"
    DEPARTMENT = "department"
    DISTRICT = "district"
    PRECINCT = "precinct"


class Area(models.Model):
    """A territory in a tree, valid for a time. Geometry is GeoJSON (Polygon or MultiPolygon, lon/lat WGS 84)."""

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.TextField(choices=AreaKind)
    # Of a department it is the middle of the appeal's number (SKO); elsewhere the source's key (KATO).
    code = models.TextField()
    names = models.JSONField()
    geometry = models.JSONField(null=True, blank=True)
    timezone = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "valid_from"], name="area_code_once"),
            models.UniqueConstraint(
                fields=["kind", "code"], condition=models.Q(valid_to__isnull=True), name="area_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="area_valid_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class DeskKind(models.TextChoices):
    OPERATIONS_CENTRE = "operations_centre"
    DUTY_UNIT = "duty_unit"


class Desk(models.Model):
    """Where an area's appeals queue: the operations centre or a duty unit."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="desks")
    kind = models.TextField(choices=DeskKind)
    names = models.JSONField()
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "kind"], name="desk_once_per_area")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.area_id}"


class Edition(models.Model):
    """The number of the map in force; every process rebuilds its tree when it has risen."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.IntegerField()
    # A second key: a number drawn in a transaction that was rolled back may come again.
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="edition_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


class Backdrop(models.Model):
    """What the console's map draws under an area: streets, water, parks, as GeoJSON with the property `layer`."""

    area = models.OneToOneField(Area, models.PROTECT, primary_key=True, related_name="backdrop")
    features = models.JSONField()

    def __str__(self) -> str:
        return f"backdrop of {self.area_id}"


class CalendarDay(models.Model):
    """A day of a country that is not as its day of the week says: a holiday, or a day off that was moved."""

    country = models.TextField()
    day = models.DateField()
    is_working = models.BooleanField()
    name = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.country} {self.day}"


class AreaNorm(models.Model):
    """How long something may take in an area and below it, where it is not as the country's law or custom says."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="norms")
    kind = models.TextField(choices=[(one.value, one.value) for one in Clock])
    amount = models.IntegerField()
    unit = models.TextField(choices=[(one.value, one.value) for one in Unit])
    near_s = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "kind"], name="area_norm_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0, near_s__gte=0), name="area_norm_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.area_id}"
