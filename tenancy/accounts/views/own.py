"""A person's own account."""

from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import render

from tenancy.accounts.second_factor import is_exempt
from tenancy.guards import signed_in


@signed_in
def overview(request):
    has_factor = is_mfa_enabled(request.user)
    return render(request, "accounts/own.html", {"has_factor": has_factor, "exempt": is_exempt(request.user)})
