import sys

from .counter import describe

sys.exit(describe())
