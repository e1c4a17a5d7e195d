"""What of this room waits on desks: flags that nobody has decided."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from audit.flag_views import READERS
from audit.flags import DECIDERS
from audit.models import Flag, FlagDecision
from tenancy.actors import Actor
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import holders


def to_decide(actor: Actor) -> QuerySet[Flag]:
    return Flag.objects.visible_to(actor).open()


def decided_by(actor: Actor) -> QuerySet[Flag]:
    """Each once, with this person's last word on it."""
    own = FlagDecision.objects.filter(flag=OuterRef("pk"), decided_by=actor.person.pk).order_by("-id")
    seen = Flag.objects.visible_to(actor).filter(Exists(own))
    return seen.annotate(decided_at=Subquery(own.values("effective_at")[:1]))


def flag_task(flag: Flag) -> Task:
    return Task(flag.title, flag.get_absolute_url(), since=flag.effective_at, note=flag.subject_label)


FLAGS = Queue(
    name="flags",
    title=_("疑点核实"),
    roles=holders(*DECIDERS),
    pending=to_decide,
    task=flag_task,
    since="effective_at",
    done=decided_by,
    finished="decided_at",
)
FLAG_LIST = Entry(
    _("疑点核实"),
    _("按规则提示的疑点：证据、结论和理由；未排除的暂缓公布和奖补。"),
    "flags:board",
    READERS,
)
