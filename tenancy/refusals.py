"""The one way to say no: reasons in the reader's words, each naming field, rule and clause where there is one."""

from django.forms import BaseForm


class Refused(Exception):  # noqa: N818 -- reads as the sentence it is
    """A verb refuses. `reasons` are whole sentences shown to the person; nothing has been saved."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = [str(reason) for reason in reasons]


def refused_by(form: BaseForm) -> Refused:
    """Each fault of a form that stands on another page, by the name of its field."""
    labels = {name: f"{field.label}：" for name, field in form.fields.items() if field.label}
    return Refused(*(f"{labels.get(name, '')}{fault}" for name, faults in form.errors.items() for fault in faults))
