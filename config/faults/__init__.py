"""What survives: real processes are killed while people work, and what they were told is compared with what is there.

Acknowledged means present exactly once; without an answer means at most once; a refused request left nothing. Every
cell has a control that must fail, else the measuring itself would be worth nothing.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / ".run" / "faults"
