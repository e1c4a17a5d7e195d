"""Who may sign in at all, asked at sign-in and again with every request of a session."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from tenancy.accounts.people import held_there, of_one
from tenancy.database.prepared import prepared
from tenancy.models import User


class AccountBackend(AuthenticationBackend):
    """As the library does it, but the people of the demonstration exist only while it runs."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:  # type: ignore[override]
        return super().user_can_authenticate(user) and (settings.DEMO or not is_of_demo(user))

    @prepared()
    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """The person with what they hold where they acted before, or alone."""
        held = held_there(user_id)
        if not held:
            return super().get_user(user_id)
        person = held[0].user
        person.held = of_one(person, held)
        return person if self.user_can_authenticate(person) else None


def is_of_demo(user: AbstractBaseUser | None) -> bool:
    return isinstance(user, User) and user.email.endswith(f"@{settings.DEMO_DOMAIN}")
