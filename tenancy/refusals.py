"""The one way to say no: reasons in the reader's words, each naming field, rule and clause where there is one."""


class Refused(Exception):  # noqa: N818 -- reads as the sentence it is
    """A verb refuses. `reasons` are whole sentences shown to the person; nothing has been saved."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = [str(reason) for reason in reasons]
