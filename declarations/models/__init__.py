"""From draft to public: what the patentee writes and what the offices decide."""

from .advice import Advice
from .batches import Batch, BatchRow
from .counters import Counter
from .declarations import Declaration
from .evidence import Attachment, CheckRun, Commitment
from .internal import Approval, InternalRule
from .objections import Objection
from .owners import Consent, Owner
from .questions import Question
from .requests import ChangeRequest, WithdrawalRequest
from .reviews import Review
from .watch import LastLook, RegisterAct

__all__ = [
    "Advice",
    "Approval",
    "Attachment",
    "Batch",
    "BatchRow",
    "ChangeRequest",
    "CheckRun",
    "Commitment",
    "Consent",
    "Counter",
    "Declaration",
    "InternalRule",
    "LastLook",
    "Objection",
    "Owner",
    "Question",
    "RegisterAct",
    "Review",
    "WithdrawalRequest",
]
