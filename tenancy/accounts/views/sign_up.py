"""Opening an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenancy.guards import public


@public
def door(request: HttpRequest) -> HttpResponse:
    """Two doors: an organisation, or a person in their own name."""
    return render(request, "account/signup.html")
