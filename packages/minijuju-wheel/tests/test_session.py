"""What the plugin changes, and that nothing stays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

# A tester's machine without Node.js.
PLAIN_PATH = "/usr/bin:/bin"

DEPLOYS = """
import os, shutil, subprocess

def test_deploy():
    assert shutil.which("juju").startswith(os.environ["PATH"].split(":")[0])
    for command in (["add-model", "one"], ["deploy", "ubuntu"]):
        subprocess.run(["juju", *command], check=True)
    print("\\nHOME", os.environ["MINIJUJU_HOME"], "JUJU_MODEL" in os.environ)
"""


def test_the_command_minijuju_brings_its_node(tmp_path: Path):
    command = Path(sys.executable).parent / "minijuju"
    env = {"PATH": PLAIN_PATH, "HOME": str(tmp_path)}
    version = subprocess.run([command, "version"], env=env, check=True, capture_output=True, text=True)
    assert version.stdout.startswith("3.6.")
    assert subprocess.run([command, "dance"], env=env, capture_output=True).returncode == 2
    module = subprocess.run([sys.executable, "-m", "minijuju", "--help"], env=env, check=True, capture_output=True)
    assert b"minijuju" in module.stdout


def test_juju_is_minijuju_and_starts_alike():
    juju = shutil.which("juju")
    assert juju is not None and Path(juju).parent.parent == Path(os.environ["MINIJUJU_HOME"]).parent
    # pytest-jubilant and jubilant call it by that name; help names it.
    assert "juju deploy" in subprocess.run([juju, "deploy", "--help"], check=True, capture_output=True, text=True).stdout


def background_processes(home: str) -> list[str]:
    """The processes whose environment names the folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"MINIJUJU_HOME={home}\0".encode() in place.read_bytes():
                found.append(place.parent.name)
        except OSError:
            continue
    return found


def home_in(result: pytest.RunResult) -> str:
    return next(line for line in result.outlines if line.startswith("HOME ")).split()[1]


def test_nothing_stays_after_a_session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUJU_MODEL", "of-the-tester")
    pytester.makepyfile(DEPLOYS)
    result = pytester.runpytest_subprocess("-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["juju: minijuju *", "HOME * False"])
    home = home_in(result)
    assert not Path(home).parent.exists()
    assert background_processes(home) == []


def test_nothing_stays_after_sigterm(pytester: pytest.Pytester):
    pytester.makepyfile(DEPLOYS + "    import signal, time\n    os.kill(os.getpid(), signal.SIGTERM)\n    time.sleep(600)\n")
    result = pytester.runpytest_subprocess("-s")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    home = home_in(result)
    assert not Path(home).parent.exists()
    assert background_processes(home) == []


def test_a_home_of_the_testers_stays(pytester: pytest.Pytester):
    pytester.makepyfile(DEPLOYS)
    # Not below pytest's folder: the paths of sockets must be short.
    home = Path(os.environ["MINIJUJU_HOME"]).parent / "kept"
    pytester.runpytest_subprocess("-s", f"--minijuju-home={home}").assert_outcomes(passed=1)
    env = {**os.environ, "MINIJUJU_HOME": str(home)}
    models = subprocess.run(["juju", "models"], env=env, check=True, capture_output=True, text=True)
    assert "one" in models.stdout
    subprocess.run(["juju", "shutdown"], env=env, check=True, capture_output=True)


def test_without_minijuju_the_juju_on_path_is_used(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", PLAIN_PATH)
    pytester.makepyfile(
        "import shutil\n\ndef test_juju(lb_charms):\n    assert shutil.which('juju') is None\n    assert lb_charms.lb_consumer.exists()\n"
    )
    result = pytester.runpytest_subprocess("--no-minijuju")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["juju: the one on PATH*"])


def test_a_module_is_aborted(pytester: pytest.Pytester):
    pytester.makepyfile(
        """
import pytest

@pytest.mark.abort_on_fail
async def test_first(ops_test):
    assert False

async def test_second(ops_test):
    assert False

def test_without_ops_test():
    pass
"""
    )
    pytester.runpytest_subprocess("--strict-markers").assert_outcomes(failed=1, xfailed=1, passed=1)
