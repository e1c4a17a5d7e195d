"""The letter that carries an invitation; its link is nowhere else."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from outbox.mail import post
from tenancy.actors import Actor
from tenancy.services.invitations import Sent


def link_of(sent: Sent) -> str:
    return settings.SITE_URL + reverse("accounts:invitation", args=[sent.token])


def send(sent: Sent, by: Actor) -> None:
    invitation = sent.invitation
    words = {
        "name": by.name,
        "place": invitation.place.name,
        "role": invitation.get_role_display(),
        "link": link_of(sent),
    }
    post(
        invitation.email,
        _("邀请您加入“%(place)s”") % words,
        _("%(name)s邀请您担任“%(place)s”的%(role)s。请在7天内打开下面的链接接受邀请：\n\n%(link)s") % words,
        key=f"invitation:{invitation.pk}",
        by=by,
    )
