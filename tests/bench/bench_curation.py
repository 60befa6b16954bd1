"""The figures of curation: ranking, folding, candidates, search, and what a curator waits for.

Each part prints its own JSON lines; see the modules under tests/bench/curation.
"""

from __future__ import annotations

from tests.bench.parts import run_parts

if __name__ == "__main__":
    run_parts("curation")
