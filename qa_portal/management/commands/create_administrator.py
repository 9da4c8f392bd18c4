"""`manage.py create_administrator`: the first person who can sign in; she then makes the others in the browser."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from qa_portal.people.actions import install_administrator
from qa_portal.people.models import User


class Command(BaseCommand):
    """Makes a person who holds the administrator's post of a team, and the team when there is none yet."""

    help = "Make an administrator, who can then make people, teams and posts in the browser."

    def add_arguments(self, parser) -> None:
        """All may be left out: what is missing is asked for."""
        parser.add_argument("--email", help="the address to sign in with")
        parser.add_argument("--name", help="first name and surname")
        parser.add_argument(
            "--team", default="Quality Assurance", help="the team whose administrator this is"
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *args, **options) -> None:
        """Check everything first, then make person, post and appointment together."""
        email = (options["email"] or input("Email address to sign in with: ")).strip().lower()
        name = (options["name"] or input("First name and surname: ")).strip()
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise CommandError(f"{email!r} is not an email address, like name@council.gov.uk.") from wrong
        if not name:
            raise CommandError("A person needs a name: give it with --name.")
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"Somebody signs in with {email} already.")
        password = self._password(User(email=email, name=name), from_stdin=options["password_stdin"])
        install_administrator(name=name, email=email, password=password, team_name=options["team"])
        self.stdout.write(f"{name} can sign in with {email} and is administrator of {options['team']}.")

    def _password(self, person: User, *, from_stdin: bool) -> str:
        while True:
            password = (
                sys.stdin.readline().rstrip("\n")
                if from_stdin
                else getpass.getpass("Password (12 or more): ")
            )
            try:
                validate_password(password, person)
            except ValidationError as wrong:
                if from_stdin:
                    raise CommandError(" ".join(wrong.messages)) from wrong
                self.stderr.write(" ".join(wrong.messages))
                continue
            if from_stdin or getpass.getpass("The same password again: ") == password:
                return password
            self.stderr.write("The two passwords differ. Try again.")
