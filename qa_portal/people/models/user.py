"""A person who signs in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from qa_portal import clock
from qa_portal.trail.records import Trail

from .directory_row import DirectoryRow


class UserManager(BaseUserManager["User"]):
    """Finds and makes people by email address."""

    def create_user(self, email: str, name: str, password: str | None = None, **more: object) -> User:
        """Make a person; without a password they set one through the reset link."""
        if not email:
            raise ValueError("A person needs an email address to sign in with.")
        user = self.model(email=self.normalize_email(email).lower(), name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> User:
        """The person with this email address, whatever its capitals."""
        return self.get(email__iexact=username)


class User(DirectoryRow, AbstractBaseUser):
    """A member of staff. What they may do follows from their appointments, never from this row."""

    class Mail(models.TextChoices):
        """How a person hears of what is not an alert; alerts always come at once."""

        AT_ONCE = "at_once", "At once, one email each"
        DAILY = "daily", "Once a day, all in one email"

    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    is_active = models.BooleanField("may sign in", default=True)
    is_superuser = models.BooleanField(default=False)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.AT_ONCE)
    joined_at = models.DateTimeField(default=clock.now)

    history = Trail(excluded_fields=["password", "last_login"])
    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name as it is shown."""
        return self.name

    def get_short_name(self) -> str:
        """The name as it is shown; English councils' staff are known by both names."""
        return self.name

    # The read-only back office (django.contrib.admin) is for superusers alone.
    @property
    def is_staff(self) -> bool:
        """Whether this person may open the read-only back office."""
        return self.is_superuser

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """The back office asks this; the portal itself asks its rules."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """The back office asks this; the portal itself asks its rules."""
        return self.is_active and self.is_superuser
