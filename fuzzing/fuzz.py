"""Feeds arbitrary bytes to readers, normalizer, cleaner and renderers, and checks the results.

    pip install atheris
    PYTHONPATH=.:tests python fuzzing/fuzz.py -max_total_time=3600 FOLDER

FOLDER contains the initial inputs, and collects those that reach new code (libFuzzer).
tests/support/whole.py checks what must hold for any bytes. Save each finding as a file in
tests/fuzzed/; every test run repeats them.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["feedtool"]):
    from support.whole import check

if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
