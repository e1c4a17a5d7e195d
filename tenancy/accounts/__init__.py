"""Accounts: how a person gets in, stays in, chooses for whom they act, and gets out. Built on django-allauth."""
