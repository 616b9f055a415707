from django.db import models
from django.db.models.functions import Now


class RulesVersion(models.Model):
    """The rule files of one version; never changed, so that the number on an appeal says by what it was assessed."""

    number = models.IntegerField(primary_key=True)
    # The files' texts by their names.
    files = models.JSONField()
    # Of the texts: the same files are the same version.
    digest = models.TextField(unique=True)
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.number)


class RulesInForce(models.Model):
    """Which version counts; every process follows when it has changed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="rules_in_force_is_one_row")]

    def __str__(self) -> str:
        return str(self.version_id)
