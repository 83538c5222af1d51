"""Makes the hand-computable county importable from every test below: ``from miniature import …``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
