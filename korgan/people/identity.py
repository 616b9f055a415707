"""Tables of who a citizen is: which contacts are one person and by what proof, his consents, his IIN."""

from django.db import models
from django.db.models.functions import Now

from korgan.journal.ids import new_id


class How(models.TextChoices):
    PROOF = "proof"
    STAFF = "staff"


class Joining(models.Model):
    """Contacts became one person: by a phone he has proved, or by staff with a reason. It can be taken back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="joinings")
    how = models.TextField(choices=How)
    # The telephone whose code proved it, or the IIN that was signed with.
    via = models.ForeignKey("people.Contact", models.PROTECT, null=True, related_name="+")
    by = models.TextField()
    reason = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True, default="")
    ended_reason = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.how} {self.id}"


class Joined(models.Model):
    """A contact that a joining moved, and whose it was before, so that separation restores exactly that."""

    joining = models.ForeignKey(Joining, models.PROTECT, related_name="joined")
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="joined")
    before = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["joining", "contact"], name="joined_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} by {self.joining_id}"


class PhoneCode(models.Model):
    """A code asked for. Its digits are kept nowhere, also not hashed: they are made of its id by the installation's
    key (codes.py), for a million hashes are tried in a second. One is valid at a time for a phone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    phone = models.TextField()
    # Whoever asked must be the one who answers: a code cannot be guessed from elsewhere.
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="+")
    # A keyed hash of the address the request came from.
    client = models.TextField()
    language = models.TextField()
    consent = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=models.Q(ended_at__isnull=True), name="phone_code_valid_once"
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="phone_code_asked")]

    def __str__(self) -> str:
        return str(self.id)


class Challenge(models.Model):
    """What a citizen is to sign. It is made of this row by the installation's key (signing.py), for one app's key and
    one time; used once. Of a used one it stays which certificate signed it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="+")
    # A keyed hash of the address the request came from.
    client = models.TextField()
    language = models.TextField()
    consent = models.TextField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    # SHA-256 of the certificate, and whether its revocation was looked at.
    certificate = models.TextField(blank=True, default="")
    revocation = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="challenge_asked")]

    def __str__(self) -> str:
        return str(self.id)


class Purpose(models.TextChoices):
    """What a consent is for. The emergency itself needs none: it rests on the law."""

    PERSONAL_DATA = "personal_data"
    SMS = "sms"


class Consent(models.Model):
    """Which text he agreed to, in which language, when; and when he took it back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="consents")
    purpose = models.TextField(choices=Purpose)
    version = models.TextField()
    language = models.TextField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "purpose"], condition=models.Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Iin(models.Model):
    """An IIN a citizen gave: sealed; `mark` finds it again without showing it. Proved when he has signed with it."""

    person = models.OneToOneField("people.Person", models.PROTECT, primary_key=True, related_name="iin")
    sealed = models.TextField()
    mark = models.BinaryField()
    given_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mark"], name="iin_mark")]

    def __str__(self) -> str:
        return str(self.person_id)
