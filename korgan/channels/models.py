from django.db import models
from django.db.models.functions import Now

from korgan.journal.ids import new_id
from korgan.territory.models import Area, Desk


class Account(models.Model):
    """Our own account in an outside system: a bot, a web chat. Secrets are encrypted at rest."""

    id = models.AutoField(primary_key=True)
    kind = models.TextField()
    name = models.TextField(unique=True)
    department = models.ForeignKey(Area, models.PROTECT, related_name="+")
    # Who gets an appeal that has no place: the account's own desk.
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    config = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)
    poll_cursor = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Fate(models.TextChoices):
    """What became of a raw inbound; the empty one waits."""

    WAITING = ""
    REGISTERED = "registered"
    IGNORED = "ignored"
    REFUSED = "refused"


NEXT_TURN = models.Func(
    models.Value("channels_inbound_turn"), function="nextval", output_field=models.BigIntegerField()
)


class Inbound(models.Model):
    """What an outside system gave us, raw, committed before anything else happens to it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    # In the order they were stored, told by the database: ids are made of a host's clock, which may go back.
    turn = models.BigIntegerField(db_default=NEXT_TURN, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="inbound")
    external_id = models.TextField()
    # Work is serialised per sender: an update waits for the earlier ones of the same sender.
    sender = models.TextField()
    # JSON as text, for jsonb refuses some of what a citizen's telephone may send.
    body = models.TextField()
    received_at = models.DateTimeField(db_default=Now())
    fate = models.TextField(choices=Fate, default=Fate.WAITING, blank=True)
    why = models.TextField(blank=True)
    attempts = models.IntegerField(default=0)
    try_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="inbound_once")]
        indexes = [
            models.Index(fields=["account", "sender", "turn"], condition=models.Q(fate=""), name="inbound_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.external_id}"


class Pace(models.Model):
    """When an account may send next: to anybody in the row without a thread, to one chat in the chat's own."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    thread = models.TextField(blank=True)
    free_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "thread"], name="pace_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.free_at}"
