"""Running the measurements under tests/bench: each is a script that prints one JSON line a figure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from dashboard.errors import BadInput
from dashboard.settings import ROOT

FOLDER = ROOT / "tests" / "bench"


def bench(name: str, *, as_json: bool) -> dict[str, Any]:
    """Run one measurement, or all, printing each line as it comes; returns what did not finish, if anything."""
    scripts = {script.stem.removeprefix("bench_"): script for script in sorted(FOLDER.glob("bench_*.py"))}
    if name and name not in scripts:
        raise BadInput(f"There is no measurement “{name}”; choose among {', '.join(scripts)}.")
    failed = [found for found in ([name] if name else scripts) if not _run(scripts[found], as_json=as_json)]
    return {"wrong": [f"{each} did not finish" for each in failed]} if failed else {}


def _run(script: Path, *, as_json: bool) -> bool:
    command = [sys.executable, "-m", f"tests.bench.{script.stem}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout or ():
            print(line.rstrip() if as_json else _said(json.loads(line)), flush=True)
    return child.returncode == 0


def _said(line: dict[str, Any]) -> str:
    return (
        f"{line['name']}: {line['figure']} {line['unit']}, {line['ratio']} of {line['peer']} "
        f"(median of {line['runs']} runs)"
    )
