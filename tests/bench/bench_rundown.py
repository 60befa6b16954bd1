"""The figures of the rundown: timing, a drop on the screen, fitting pieces into a gap.

Each part prints its own JSON lines; see the modules under tests/bench/rundown.
"""

from __future__ import annotations

from tests.bench.parts import run_parts

if __name__ == "__main__":
    run_parts("rundown")
