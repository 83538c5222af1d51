"""Makes the naive recount importable from the tests here: ``from recount import …``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
