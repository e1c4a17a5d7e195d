"""Letters of an account (confirm the address, reset the password, factor changed) leave through the outbox.

An account belongs to no province, so its letters are jobs of the nation. Here and not beside the other rules of
accounts, because tenancy knows no outbox.
"""

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from outbox.mail import post
from tenancy.accounts import adapter
from tenancy.models.regions import NATION
from tenancy.scope import acting


class AccountAdapter(adapter.AccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the visitor's transaction where there is one: an address is never told of what was not saved."""
        letter = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        with acting(province=NATION), transaction.atomic():
            post(email, letter.subject, self.to_us(letter.body), key=f"account:{uuid.uuid4()}")

    def to_us(self, body: str) -> str:
        """Links lead to this platform, by whatever name of it the visitor's browser asked."""
        called = self.request.get_host() if self.request else ""
        return body.replace(f"//{called}/", f"//{urlsplit(settings.SITE_URL).netloc}/") if called else body
