from django.db import models
from django.db.models.functions import Now

from korgan.intake.models import Appeal
from korgan.journal.ids import new_id
from korgan.people.models import User
from korgan.territory.models import Desk


class Note(models.Model):
    """What staff say to each other of an appeal; never shown to a citizen."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    version = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["appeal", "at"], name="note_of_appeal")]

    def __str__(self) -> str:
        return str(self.id)


class Mention(models.Model):
    """A colleague named in a note, until he has read it."""

    note = models.ForeignKey(Note, models.PROTECT, related_name="mentions")
    user = models.ForeignKey(User, models.PROTECT, related_name="mentions")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="mention_unread")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.note_id}"


class TransferReason(models.TextChoices):
    OTHER_AREA = "other_area"
    OTHER_COMPETENCE = "other_competence"
    WRONG_ADDRESSEE = "wrong_addressee"
    SENIOR = "senior"
    LOAD = "load"


class Transfer(models.Model):
    """An appeal given to another desk, and why. `is_late`: after the law's term for sending it on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="transfers")
    from_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    to_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    reason = models.TextField(choices=TransferReason)
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_late = models.BooleanField()
    version = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["appeal", "at"], name="transfer_of_appeal")]

    def __str__(self) -> str:
        return f"{self.appeal_id} to {self.to_desk_id}"


class LinkKind(models.TextChoices):
    JOINED = "joined"
    SPLIT = "split"


class Link(models.Model):
    """Two appeals that belong together: one about the same thing as its main one, or one split from another.
    A link is never deleted; what was joined may be parted again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField(choices=LinkKind)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="links")
    main = models.ForeignKey(Appeal, models.PROTECT, related_name="linked")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    parted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    parted_at = models.DateTimeField(null=True)
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "kind"], condition=models.Q(parted_at__isnull=True), name="link_once"
            ),
            models.CheckConstraint(condition=~models.Q(appeal=models.F("main")), name="link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind} {self.main_id}"


class FollowUp(models.Model):
    """What was promised for later: to call back at a time."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="follow_ups")
    due_at = models.DateTimeField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["appeal", "due_at"], name="follow_up_of_appeal")]

    def __str__(self) -> str:
        return f"{self.appeal_id} at {self.due_at}"


class ExternalNumber(models.Model):
    """The number another register has given the matter: КУИ, ЕРДР, ЄО. Never made by us; a mistyped one is struck."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="numbers")
    kind = models.TextField()
    number = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "kind", "number"], condition=models.Q(struck_at__isnull=True), name="number_once"
            )
        ]
        indexes = [models.Index(fields=["number"], condition=models.Q(struck_at__isnull=True), name="number_found")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class View(models.Model):
    """A filter of the queue under a name: its owner's, or shared by a desk."""

    id = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey(User, models.PROTECT, related_name="views")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    filters = models.JSONField()
    removed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["owner"], condition=models.Q(removed_at__isnull=True), name="view_of_owner"),
            models.Index(fields=["desk"], condition=models.Q(removed_at__isnull=True), name="view_of_desk"),
        ]

    def __str__(self) -> str:
        return self.name


class Escalation(models.Model):
    """A clock that ran out and of which the shift's chief was told: once a clock."""

    id = models.BigAutoField(primary_key=True)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="escalations")
    clock = models.TextField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "clock", "due_at"], name="escalation_once")]

    def __str__(self) -> str:
        return f"{self.clock} of {self.appeal_id}"
