"""Puts minijuju in place of juju during a test session, for jubilant, pytest-jubilant and tests that call juju."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from minijuju import _charms, _ops_test_fixture
from minijuju._session import MinijujuSession

_SESSION = pytest.StashKey[MinijujuSession]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options of this plugin."""
    group = parser.getgroup("minijuju")
    group.addoption("--no-minijuju", action="store_true", help="Use the juju on PATH, with its controller.")
    group.addoption(
        "--minijuju-home",
        type=Path,
        metavar="DIR",
        help="Keep models in this folder after the tests: MINIJUJU_HOME=DIR minijuju status.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Starts the session. Its background process is started by the first command."""
    # Registered after the plugins of other packages, so that the fixtures precede theirs: lb_charms of the Python library
    # loadbalancer_interface, and ops_test of pytest-operator, need the API of a controller.
    config.pluginmanager.register(_charms, "minijuju-lb-charms")
    if config.getoption("--no-minijuju"):
        return
    config.addinivalue_line("markers", "abort_on_fail: the module's tests with ops_test end with this one, if it fails.")
    config.addinivalue_line("markers", "skip_if_deployed: known to tests with ops_test; models are always new.")
    config.pluginmanager.register(_ops_test_fixture, "minijuju-ops-test")
    config.stash[_SESSION] = MinijujuSession(config.getoption("--minijuju-home"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the session and everything that it has started."""
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.stop()


def pytest_report_header(config: pytest.Config) -> str:
    """Names the Juju of the tests."""
    if _SESSION in config.stash:
        return f"juju: minijuju {version('minijuju')} (--no-minijuju: the one on PATH)"
    return "juju: the one on PATH (--no-minijuju)"
