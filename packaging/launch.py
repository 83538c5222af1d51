"""Start of the frozen program."""

import sys
from multiprocessing import freeze_support

from app.__main__ import main

if __name__ == "__main__":
    freeze_support()
    sys.exit(main())
