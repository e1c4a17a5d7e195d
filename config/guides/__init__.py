"""办事指南 (U01): one file per service, its elements as data."""

from config.guides.accept import ACCEPT
from config.guides.apply import APPLY
from config.guides.declare import DECLARE
from config.guides.elements import Guide
from config.guides.file_contract import FILE_CONTRACT
from config.guides.monthly import MONTHLY
from config.guides.withdraw import WITHDRAW

GUIDES: dict[str, Guide] = {guide.key: guide for guide in (DECLARE, ACCEPT, FILE_CONTRACT, WITHDRAW, MONTHLY, APPLY)}
