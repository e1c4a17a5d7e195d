"""The desk of whoever signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenancy.guards import for_members


@for_members
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/desk.html")
