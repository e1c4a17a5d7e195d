"""{{ session.user_agent|device }}: the browser of a session in words."""

from django import template

from tenancy.accounts.devices import device_of

register = template.Library()
register.filter("device", device_of)
