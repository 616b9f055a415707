from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Now

from korgan.journal.ids import new_id
from korgan.people import identity  # noqa: F401  # Django looks for tables only here
from korgan.territory.models import Area


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in, of staff or of a citizen."""

    id = models.BigAutoField(primary_key=True)
    username = models.TextField(unique=True)
    name = models.TextField()
    # The personal number a citizen sees instead of the name: «Оператор 014».
    number = models.TextField(blank=True)
    language = models.TextField(default="ru")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.username


class Person(models.Model):
    """A human; several contacts may be one person, but only by proof."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField(blank=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """An address a person uses in a channel. An app's address is the SHA-256 of the secret key in his cookie."""

    id = models.UUIDField(primary_key=True, default=new_id)
    scheme = models.TextField()
    address = models.TextField()
    name = models.TextField(blank=True)
    # The language he is spoken to in: the last he wrote in, unless staff have said which.
    language = models.TextField(blank=True)
    language_by = models.TextField(blank=True, db_default="")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="contacts")
    created_at = models.DateTimeField(db_default=Now())

    BY_STAFF = "staff"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "address"], name="contact_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.id}"


class RoleKind(models.TextChoices):
    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    CHIEF = "chief"
    INSPECTOR = "inspector"
    OBSERVER = "observer"
    EDITOR = "editor"
    AUDITOR = "auditor"


class Role(models.Model):
    """A role held for an area and all below it, for a time."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="roles")
    role = models.TextField(choices=RoleKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    valid_from = models.DateTimeField(db_default=Now())
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area"], condition=models.Q(valid_to__isnull=True), name="role_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.area_id}"


class Allowance(models.Model):
    """Who has asked for much lately, by a mark that tells nothing; written by limits.py."""

    name = models.TextField(primary_key=True)
    # When all he may ask for will be there again.
    full_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.full_at}"


class Guesses(models.Model):
    """Wrong passwords and codes for an account from an address; from everywhere when the address is empty."""

    account = models.TextField()
    address = models.TextField(blank=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    shut_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="guesses_once")]

    def __str__(self) -> str:
        return f"{self.failures} for {self.account}"
