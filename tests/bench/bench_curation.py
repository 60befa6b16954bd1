"""The figures of curation: ranking, folding, candidates, search, and what a curator waits for.

Each part prints its own JSON lines; see the modules under tests/bench/curation.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = sorted(part.stem for part in (Path(__file__).parent / "curation").glob("[a-z]*.py"))


def main() -> None:
    """Run the parts one after another, each in a process of its own, so that none warms the next."""
    failed = [
        part
        for part in PARTS
        if subprocess.run([sys.executable, "-m", f"tests.bench.curation.{part}"], check=False).returncode
    ]
    if failed:
        sys.exit(f"{', '.join(failed)} did not finish")


if __name__ == "__main__":
    main()
