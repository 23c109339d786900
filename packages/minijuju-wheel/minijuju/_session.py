"""minijuju in place of juju for one test session."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from minijuju._charms import CHARMS
from minijuju._program import program, with_node

# A tester's own choice of a model would redirect all commands of the tests.
_NOT_INHERITED = ["JUJU_MODEL", "MINIJUJU_MODEL"]


class MinijujuSession:
    """Puts a program named juju on PATH, which is minijuju with a folder of its own."""

    def __init__(self, home: Path | None = None):
        """Changes os.environ until stop().

        Args:
            home: A folder that stays, with its models and background process; by default both are removed at the end.
        """
        self._before = dict(os.environ)
        self._keeps = home is not None
        # Not pytest's temporary folder: the paths of sockets must be short.
        self._folder = Path(tempfile.mkdtemp(prefix="mj-"))
        self.home = (home or self._folder / "home").resolve()
        self._juju = self._folder / "bin" / "juju"
        self._juju.parent.mkdir()
        line = shlex.join(program())
        self._juju.write_text(f'#!/bin/sh\nMINIJUJU_PROGRAM=juju exec {line} "$@"\n')
        self._juju.chmod(0o755)
        for name in _NOT_INHERITED:
            os.environ.pop(name, None)
        # Hooks, too, find the Python of the tests first: any-charm uses its ops.
        path = [str(self._juju.parent), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
        os.environ["PATH"] = os.pathsep.join(path)
        os.environ.update(with_node(os.environ))
        os.environ["MINIJUJU_CHARMS"] = os.pathsep.join(_charm_folders(self._before))
        os.environ["MINIJUJU_HOME"] = str(self.home)
        # Ended by a job's time limit, the tests end as with Ctrl+C: otherwise the background process would stay.
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
            signal.signal(signal.SIGTERM, signal.default_int_handler)

    def stop(self) -> None:
        """Ends the background process with all charms, removes their files, and restores os.environ."""
        try:
            if not self._keeps and self.home.exists():
                subprocess.run([str(self._juju), "shutdown"], check=False, capture_output=True)
        finally:
            os.environ.clear()
            os.environ.update(self._before)
            shutil.rmtree(self._folder, ignore_errors=True)


def _charm_folders(env: dict[str, str]) -> list[str]:
    """Where charms are found by name: the tester's folders, as without this session, and the test charms."""
    data = env.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    home = env.get("MINIJUJU_HOME") or str(Path(data) / "minijuju")
    folders = [*env.get("MINIJUJU_CHARMS", "").split(os.pathsep), str(Path(home) / "charms"), str(CHARMS)]
    return [folder for folder in folders if folder]
