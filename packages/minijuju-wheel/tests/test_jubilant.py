"""The same with jubilant, and charms by their names."""

import json

import jubilant
import pytest


def test_charms_of_the_interface(juju: jubilant.Juju, lb_charms):
    juju.deploy(lb_charms.lb_provider, config={"address": "192.0.2.7"})
    juju.deploy(lb_charms.lb_provider_reactive, "second")
    juju.deploy(lb_charms.lb_consumer)
    juju.deploy("lb-consumer-reactive", num_units=2)
    juju.integrate("lb-provider", "lb-consumer")
    juju.integrate("second", "lb-consumer-reactive")
    status = juju.wait(jubilant.all_active, delay=0.2)
    assert status.apps["lb-consumer"].app_status.message == "reachable at 192.0.2.7"
    assert status.apps["lb-consumer-reactive"].charm_origin == "charmhub"


def test_any_charm_runs_the_python_of_the_tests(juju: jubilant.Juju):
    source = """
from any_charm_base import AnyCharmBase

class AnyCharm(AnyCharmBase):
    def add(self, a, b):
        return a + b
"""
    juju.deploy("any-charm", channel="beta", config={"src-overwrite": json.dumps({"any_charm.py": source})})
    juju.wait(lambda status: jubilant.all_active(status, "any-charm"), delay=0.2)
    task = juju.run("any-charm/0", "rpc", {"method": "add", "args": "[3, 4]"})
    assert json.loads(task.results["return"]) == 7


def test_a_name_that_is_nowhere(juju: jubilant.Juju):
    with pytest.raises(jubilant.CLIError) as raised:
        juju.deploy("no-such-charm")
    assert 'charm "no-such-charm" not found' in raised.value.stderr
