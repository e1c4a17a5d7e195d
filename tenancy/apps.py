from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "tenancy"
    verbose_name = _("机构与权限")
    # Tables without row-level security, each with its reason; a test compares this with the catalogue.
    open_tables = {
        "tenancy_province": "reference: the provinces are public",
        "tenancy_region": "reference: the administrative tree is public",
        "tenancy_region_predecessors": "reference: the administrative tree is public",
        "tenancy_contactcard": "public by construction: whom to ask in a province",
        "tenancy_policydocument": "reference: governing documents; those not public are held back by the page",
        "tenancy_policyvalue": "reference: the rules of every province are public",
        "tenancy_workdayoverride": "reference: the official calendar",
        "tenancy_user": "identity: a person may belong to several provinces",
        "tenancy_user_groups": "identity: empty, roles are memberships",
        "tenancy_user_user_permissions": "identity: empty, roles are memberships",
        "auth_group": "framework: empty",
        "auth_group_permissions": "framework: empty",
        "auth_permission": "framework: names of models only",
        "django_content_type": "framework: names of models only",
        "django_migrations": "framework: names of migrations only",
        "django_session": "identity: signed sessions",
        "account_emailaddress": "identity: confirmed addresses of people",
        "account_emailconfirmation": "identity: pending confirmations",
        "mfa_authenticator": "identity: second factors",
        "usersessions_usersession": "identity: where a person is signed in",
        "captcha_captchastore": "framework: pictures and answers, minutes old",
    }
