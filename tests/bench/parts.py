"""A measurement that consists of several scripts, each in a process of its own, so that none warms the next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run_parts(folder: str) -> None:
    """Run every script of a folder beside this one, in order of name; ends with status 1 naming what did not finish."""
    parts = sorted(part.stem for part in (Path(__file__).parent / folder).glob("[a-z]*.py"))
    failed = [
        part
        for part in parts
        if subprocess.run([sys.executable, "-m", f"tests.bench.{folder}.{part}"], check=False).returncode
    ]
    if failed:
        sys.exit(f"{', '.join(failed)} did not finish")
