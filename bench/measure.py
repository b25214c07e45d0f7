"""How long calls take, and how much memory they need, measured alike for all benchmarks."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

RUNS = 5
# A child starts with its parent's peak in `getrusage`, so Linux is asked for the child's own.
_MEMORY = """
import pathlib, resource
def peak():
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
{work}
print(before, peak())
"""


def medians(calls: dict[str, Callable[[int], object]], runs: int = RUNS) -> dict[str, float]:
    """Return each call's median of `runs` in seconds, the calls taking turns.

    What else the computer does then meets all of them alike, so their ratios hold.
    """
    taken: dict[str, list[float]] = {key: [] for key in calls}
    for run in range(runs):
        for key, call in calls.items():
            gc.collect()
            start = time.perf_counter()
            call(run)
            taken[key].append(time.perf_counter() - start)
    return {key: statistics.median(times) for key, times in taken.items()}


def processor_seconds(call: Callable[[], object]) -> float:
    """Return what `call` takes of the processor, whatever else the computer does meanwhile."""
    start = time.process_time()
    call()
    return time.process_time() - start


def memory(prepare: str, work: str) -> tuple[float, float]:
    """Return the peak before and after `work` in megabytes, in a process of its own.

    Args:
        prepare: statements that run first, such as imports and a first small letter.
    """
    code = prepare + _MEMORY.format(work=work)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = (int(part) / 1024 for part in done.stdout.split())
    return before, after
