"""疑点 for the offices: the list, one with its evidence, the decision."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit import flags
from audit.log import trail_of
from audit.models import Flag, FlagOutcome
from tenancy.guards import guard
from tenancy.roles import Right, holders
from tenancy.signs import fitting

MOST = 200
READERS = holders(*flags.DECIDERS, Right.READ_LOG)
for_flag_readers = guard("flag_readers", READERS)
for_flag_deciders = guard("flag_deciders", holders(*flags.DECIDERS))
STATES = {None: "uncertain", FlagOutcome.CLEARED: "clear", FlagOutcome.CONFIRMED: "barred"}


@require_safe
@for_flag_readers
def board(request):
    """The newest first; what is open or true can be chosen."""
    seen = Flag.objects.visible_to(request.actor)
    all_of_them = request.GET.get("show") == "all"
    shown = (seen.with_outcome() if all_of_them else seen.holding()).select_related("region").order_by("-id")[:MOST]
    return render(request, "flags/board.html", {"rows": [row_of(flag) for flag in shown], "all": all_of_them} | heads())


@require_safe
@for_flag_readers
def show(request, pk):
    flag = get_object_or_404(Flag.objects.visible_to(request.actor).with_outcome().select_related("region"), pk=pk)
    may_decide = request.actor.may(*flags.DECIDERS)
    page = {"flag": flag, "status": status_of(flag), "events": trail_of(flag), "may_decide": may_decide}
    return render(request, "flags/show.html", page | {"outcomes": FlagOutcome.choices})


@require_POST
@for_flag_deciders
def decide(request, pk):
    flag = get_object_or_404(Flag.objects.visible_to(request.actor), pk=pk)
    decision = flags.decide(
        flag,
        request.POST.get("outcome", ""),
        fitting(request.POST, "reason", _("核实的经过和理由"), 2000),
        by=request.actor,
    )
    messages.success(request, _("已认定为“%s”") % decision)
    return redirect(flag)


def heads() -> dict[str, Any]:
    words = [_("疑点"), _("对象"), _("状态"), _("所在地"), _("提出时间")]
    return {"columns": [{"word": word} for word in words]}


def row_of(flag: Flag) -> list[Any]:
    return [
        {"text": flag.title, "href": flag.get_absolute_url()},
        {"text": flag.subject_label, "href": flag.subject_url},
        status_of(flag),
        flag.region.name,
        timezone.localdate(flag.effective_at),
    ]


def status_of(flag: Flag) -> dict[str, str]:
    """`flag` comes with its outcome."""
    outcome = flag.outcome  # type: ignore[attr-defined]  # with_outcome
    return {"text": str(FlagOutcome(outcome).label) if outcome else _("待核实"), "status": STATES[outcome]}
