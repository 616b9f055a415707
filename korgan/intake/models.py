from django.db import models
from django.db.models.functions import Now

from korgan.channels.models import Account
from korgan.evidence.models import Evidence
from korgan.journal.ids import new_id
from korgan.people.models import Contact, User
from korgan.territory.models import Area, Desk

# Each registration pays for every index, so a foreign key has none of its own (db_index=False) where one that is
# declared for a reading begins with it, or where there are only a few accounts to tell apart.


class State(models.TextChoices):
    REGISTERED = "registered"
    TAKEN = "taken"
    SENT = "sent"
    DONE = "done"
    CLOSED = "closed"


class Outcome(models.TextChoices):
    HELPED = "helped"
    REDIRECTED = "redirected"
    FALSE_CALL = "false_call"
    DUPLICATE = "duplicate"
    NO_CRIME = "no_crime"
    OFF_TOPIC = "off_topic"


class Urgency(models.TextChoices):
    NOW = "now"
    TODAY = "today"
    LATER = "later"


class Appeal(models.Model):
    """What a citizen addresses to the police: registered, numbered, assessed and routed at birth."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField(unique=True)
    department = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="appeals", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField(default="emergency")
    state = models.TextField(choices=State, default=State.REGISTERED)
    outcome = models.TextField(choices=Outcome, blank=True, default="")
    subject = models.TextField(blank=True)
    language = models.TextField()
    # The assessment: the machine's first one stands here, people's corrections replace it by an entry.
    urgency = models.TextField(choices=Urgency)
    off_topic = models.BooleanField()
    hand_to = models.TextField(blank=True, default="")
    reasons = models.JSONField()
    assessment = models.TextField(default="suggested")
    # Of which version the rules were that suggested it; 0: of none that was kept.
    rules = models.IntegerField(default=0, db_default=0)
    # The routing.
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    routing_reason = models.TextField()
    # Of a complaint about the police that a unit had before it was known as one: that unit's area.
    complained_of = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    place_at = models.DateTimeField(null=True)
    # The clocks.
    registered_at = models.DateTimeField()
    reply_by = models.DateTimeField()
    # The law's clocks; null is a clock that does not run or has been met.
    register_by = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    readdress_by = models.DateTimeField(null=True)
    # Since when it has a number in the book of statements.
    booked_at = models.DateTimeField(null=True)
    # When the nearest promised call back is due.
    call_at = models.DateTimeField(null=True)
    # The clock that ran out and that the shift's chief has not yet seen to.
    escalated = models.TextField(blank=True, default="", db_default="")
    first_reply_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Messages since the operator last looked.
    unread = models.IntegerField(default=1)
    # The seq of the entry that changed the row last.
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "year", "serial"], name="appeal_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="closed", outcome__gt="") | (~models.Q(state="closed") & models.Q(outcome="")),
                name="appeal_closed_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "reply_by"], condition=~models.Q(state="closed"), name="appeal_queue"),
            models.Index(fields=["contact", "-registered_at"], name="appeal_of_contact"),
            models.Index(fields=["desk", "-registered_at"], name="appeal_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class Conversation(models.Model):
    """The thread with one contact in one channel; it carries its open appeal, so that a race finds it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    thread = models.TextField()
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="conversations")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="conversations")
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "thread"], condition=models.Q(is_open=True), name="conversation_open_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Direction(models.TextChoices):
    IN = "in"
    OUT = "out"


class Message(models.Model):
    """One thing said, in or out; an album is one message of several parts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="messages", db_index=False)
    direction = models.TextField(choices=Direction)
    kind = models.TextField(default="message")
    language = models.TextField(blank=True, default="")
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # When the sender's device says it was said; `at` is when we stored it.
    said_at = models.DateTimeField()
    at = models.DateTimeField(db_default=Now())
    version = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["appeal", "at"], name="message_of_appeal")]

    def __str__(self) -> str:
        return str(self.id)


class PartKind(models.TextChoices):
    TEXT = "text"
    PHOTO = "photo"
    PLACE = "place"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


# What follows its message as a file; of which kind it really is the bytes say when they have come.
FILES = (PartKind.PHOTO, PartKind.VIDEO, PartKind.AUDIO, PartKind.FILE)


class PartState(models.TextChoices):
    HERE = "here"
    UPLOADING = "uploading"
    MISSING = "missing"


class Part(models.Model):
    """A piece of a message. `external_id` is the outside system's name of it, or the client's key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    message = models.ForeignKey(Message, models.PROTECT, related_name="parts", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    external_id = models.TextField(null=True)
    position = models.SmallIntegerField(default=0)
    kind = models.TextField(choices=PartKind)
    text = models.TextField(blank=True, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    place_at = models.DateTimeField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="parts")
    # The outside system's reference of a file that is still to be fetched.
    file_ref = models.TextField(blank=True, default="")
    state = models.TextField(choices=PartState, default=PartState.HERE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="part_once")]
        indexes = [models.Index(fields=["message", "position"], name="part_of_message")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Counter(models.Model):
    """The last serial of a department's year; drawn in the registering transaction, so there is no gap."""

    department = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.year} {self.last}"
