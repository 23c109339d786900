"""The fixture ops_test, and asynchronous tests without a marker. Registered only while minijuju is in place of juju."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from collections.abc import Generator, Iterator

import pytest

from minijuju._juju import JujuWarning
from minijuju._ops_test import OpsTest

# Of pytest-operator, which may be installed, too.
_IGNORED = [
    "--charmcraft-args",
    "--cloud",
    "--controller",
    "--destructive-mode",
    "--keep-models",
    "--model",
    "--model-alias",
    "--model-config",
    "--no-deploy",
]

_ABORTED = pytest.StashKey[bool]()


@pytest.fixture(scope="module")
def ops_test(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpsTest]:
    """A model of its own for the tests of a module, with the part of pytest-operator's methods that needs no controller."""
    for option in _IGNORED:
        if request.config.getoption(option, default=None):
            warnings.warn(f"{option} has no effect on the ops_test of minijuju", JujuWarning, stacklevel=1)
    name = request.module.__name__.rpartition(".")[-1]
    ops_test = OpsTest(name, tmp_path_factory.mktemp(name))
    yield ops_test
    ops_test.end()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs asynchronous tests with ops_test as the page on test charms writes them: without a marker."""
    function = pyfuncitem.obj
    is_marked = pyfuncitem.get_closest_marker("asyncio") is not None
    if "ops_test" not in pyfuncitem.fixturenames or is_marked or not inspect.iscoroutinefunction(function):
        return None
    names = inspect.signature(function).parameters
    asyncio.run(function(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ends a test whose module was aborted, as in pytest-operator."""
    if _uses_ops_test(item) and _module(item).stash.get(_ABORTED, False):
        pytest.xfail("aborted")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Aborts the tests of a module after one with the marker abort_on_fail has failed."""
    report = yield
    marker = item.get_closest_marker("abort_on_fail")
    if marker is not None and _uses_ops_test(item):
        is_xfailed = report.skipped and hasattr(report, "wasxfail")
        if report.failed or (is_xfailed and marker.kwargs.get("abort_on_xfail", False)):
            _module(item).stash[_ABORTED] = True
    return report


def _uses_ops_test(item: pytest.Item) -> bool:
    return "ops_test" in getattr(item, "fixturenames", [])


def _module(item: pytest.Item) -> pytest.Item | pytest.Collector:
    return item.getparent(pytest.Module) or item
