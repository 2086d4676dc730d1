"""What the program ships beside its code: source texts, the plan made from them (`ready`), icons, styles,
help.

Files only; this module says where they are, in a checkout and in the frozen program alike. `desktop` may
import it, `db` may not: it is told the folders that it works on.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
READY = FOLDER / "ready"
"""One folder with plan.db and index/ for each plan that is shipped; made by `python -m db build`, not in git.
"""
