"""Runs the class AnyCharm, after writing the files of the option src-overwrite."""

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).parent
BASE = SRC.parent / "base"


def option(name: str) -> str:
    output = subprocess.run(["config-get", "--format=json", name], check=True, capture_output=True, text=True)
    return json.loads(output.stdout) or ""


def missing_packages(requirements: str) -> list[str]:
    """Returns the requirements whose package this Python does not have."""
    missing = []
    for line in filter(None, (line.strip() for line in requirements.splitlines())):
        match = re.match(r"[\w.-]+", line)
        try:
            importlib.metadata.version(match.group() if match else line)
        except importlib.metadata.PackageNotFoundError:
            missing.append(line)
    return missing


def write_sources(overwrite: dict[str, str]) -> None:
    """Files that the option no longer names stay, as in the charm on Charmhub, except those that come with the charm."""
    for file in BASE.glob("*.py"):
        shutil.copy(file, SRC / file.name)
    for name, content in overwrite.items():
        target = SRC / name
        if target.resolve() == Path(__file__).resolve():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


def main() -> None:
    missing = missing_packages("\n".join(["ops", option("python-packages")]))
    if missing:
        message = f"{sys.executable} lacks {', '.join(missing)}: install it there, minijuju downloads nothing"
        subprocess.run(["status-set", "blocked", message], check=True)
        return
    import ops
    import yaml

    # Two versions of a file may be written within the second that Python compares.
    sys.dont_write_bytecode = True
    write_sources(yaml.safe_load(option("src-overwrite")) or {})
    from any_charm import AnyCharm

    ops.main(AnyCharm)


if __name__ == "__main__":
    main()
