from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One fact. The database refuses UPDATE, DELETE and TRUNCATE; `xid` and `epoch` are filled by it."""

    seq = models.BigAutoField(primary_key=True)
    # The writing transaction's xid8, kept as Postgres made it: the cursor compares it with snapshots.
    xid = models.BigIntegerField(editable=False)
    epoch = models.IntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    kind = models.TextField()
    by = models.TextField()
    topics = ArrayField(models.TextField())
    client_key = models.UUIDField(null=True)
    facts = models.JSONField()

    class Meta:
        managed = False
        db_table = "journal_entry"

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Step(models.Model):
    """A step done for an entry, inserted together with the step's writes: running twice changes nothing."""

    entry = models.BigIntegerField()
    name = models.TextField()
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="journal_step_once")]

    def __str__(self) -> str:
        return f"{self.name} for {self.entry}"


class Follower(models.Model):
    """How far a follower has read; moved only by compare-and-set."""

    name = models.TextField(primary_key=True)
    cursor = models.TextField()
    read_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class Parked(models.Model):
    """An entry from which nothing could follow: the follower went on without it, and somebody must look."""

    entry = models.BigIntegerField()
    follower = models.TextField()
    why = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "follower"], name="journal_parked_once")]

    def __str__(self) -> str:
        return f"{self.entry} {self.why}"


class Heartbeat(models.Model):
    """When a process last said that it lives; consoles show a worker that fell silent."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
