"""Throws bytes at readers, normalizer, cleaner and renderers, and looks at what comes out.

    pip install atheris
    PYTHONPATH=.:tests python fuzzing/fuzz.py -max_total_time=3600 FOLDER

FOLDER holds bytes to begin with, and keeps those that reach new code (libFuzzer). What must hold
for any bytes is in tests/support/whole.py. What is found becomes a file in tests/fuzzed/, which
every test run repeats.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["feedtool"]):
    from support.whole import look

if __name__ == "__main__":
    atheris.Setup(sys.argv, look)
    atheris.Fuzz()
