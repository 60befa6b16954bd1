"""Runs as a script: takes on the limits in its first arguments, then becomes the program named after them.

Set here and not between fork and exec, because the parent has threads. It imports nothing of the project, so
that it starts in some ten milliseconds.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int) -> None:
    """Have the kernel kill this process when the thread that started it is gone (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        sys.exit(1)


def limit(what: int, soft: int, hard: int) -> None:
    """Lower a limit; never above what the system already imposes, and not where it cannot be set."""
    ceiling = resource.getrlimit(what)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    try:
        resource.setrlimit(what, (soft, hard))
    except (ValueError, OSError):  # macOS refuses to lower the address space
        return


def main(argv: list[str]) -> None:
    """`parent_pid cpu_s memory_bytes file_bytes open_files program [argument ...]`."""
    parent_pid, cpu_s, memory_bytes, file_bytes, open_files = (int(number) for number in argv[:5])
    die_with_parent(parent_pid)
    # The soft limit sends SIGXCPU, which says why it ended; the hard one is for programs that ignore it.
    limit(resource.RLIMIT_CPU, cpu_s, cpu_s + 5)
    limit(resource.RLIMIT_AS, memory_bytes, memory_bytes)
    limit(resource.RLIMIT_FSIZE, file_bytes, file_bytes)
    limit(resource.RLIMIT_NOFILE, open_files, open_files)
    limit(resource.RLIMIT_CORE, 0, 0)
    os.execvp(argv[5], argv[5:])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
