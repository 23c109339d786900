"""The packed test charms of the interface loadbalancer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

CHARMS = Path(__file__).parent / "charms"


@dataclass(frozen=True)
class LbCharms:
    """Packed charms to relate a charm under test to, each as the path of its archive.

    The names are those of the Python library's fixture. There, a path leads to a project that is built first; building one of these
    returns it as it is.
    """

    lb_provider: Path = CHARMS / "lb-provider.charm"
    """Answers every request without balancing traffic. Its endpoint is lb-consumers."""
    lb_consumer: Path = CHARMS / "lb-consumer.charm"
    """Sends a request. Its endpoint is lb-provider."""
    lb_provider_reactive: Path = CHARMS / "lb-provider-reactive.charm"
    """lb_provider in the reactive style."""
    lb_consumer_reactive: Path = CHARMS / "lb-consumer-reactive.charm"
    """lb_consumer in the reactive style."""


@pytest.fixture(scope="session")
def lb_charms() -> LbCharms:
    """The packed test charms: lb_charms.lb_provider, lb_consumer, lb_provider_reactive, lb_consumer_reactive."""
    return LbCharms()
