"""`.ci/run`: fails when lint or tests fail, and runs both in any case."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.environment import ROOT

BASH = shutil.which("bash") or ""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the few programs that the run needs; none to install or start anything."""
    for name in ("bash", "dirname", "id"):
        (tmp_path / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    return tmp_path


def run(programs: Path, *, failing: str) -> subprocess.CompletedProcess[str]:
    stand_in = programs / "python3"
    stand_in.write_text(f'#!{BASH}\necho "ran $2"\n[ "$2" != "{failing}" ]\n', "utf-8")
    stand_in.chmod(0o755)
    return subprocess.run(
        [BASH, str(ROOT / ".ci" / "run")],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )


pytestmark = pytest.mark.skipif(not BASH, reason="bash isn't installed: the CI run needs it")


@pytest.mark.parametrize("failing", ["lint", "test"])
def test_one_failing_part_fails_the_run_and_both_are_run(failing, programs):
    done = run(programs, failing=failing)
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["ran lint", "ran test", f"Failed: {failing}"]


def test_the_run_succeeds_when_both_do(programs):
    done = run(programs, failing="nothing")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Lint and tests passed."
