#!/usr/bin/env python3
"""Requests one load balancer through the Python library and shows the response in its status."""

from loadbalancer_interface import LBProvider
from ops import ActiveStatus, BlockedStatus, CharmBase, WaitingStatus, main

NAME = "web"


class LBConsumerCharm(CharmBase):
    def __init__(self, *args):
        super().__init__(*args)
        self.lb = LBProvider(self, "lb-provider")
        self.framework.observe(self.lb.on.available, self._on_request)
        self.framework.observe(self.on.config_changed, self._on_request)
        self.framework.observe(self.on.leader_elected, self._on_request)
        self.framework.observe(self.lb.on.response_changed, self._on_response)
        self.framework.observe(self.on.collect_unit_status, self._on_collect_status)

    def _on_request(self, _):
        if not self.lb.can_request:
            return
        if not self.config["request"]:
            self.lb.remove_request(NAME)
            return
        request = self.lb.get_request(NAME)
        request.protocol = request.protocols.http
        request.port_mapping = {80: 8080}
        request.public = self.config["public"]
        if not request.health_checks:
            request.add_health_check(protocol=request.protocols.http, port=8080, path="/health")
        self.lb.send_request(request)

    def _on_response(self, _):
        response = self.lb.get_response(NAME)
        if response:
            self.lb.ack_response(response)

    def _on_collect_status(self, event):
        if not self.lb.is_available:
            event.add_status(WaitingStatus("for a load balancer provider"))
            return
        response = next((r for r in self.lb.complete_responses if r.name == NAME), None)
        if not response:
            event.add_status(WaitingStatus("for the load balancer"))
        elif response.error:
            words = "; ".join(f"{k}: {v}" for k, v in sorted(response.error_fields.items()))
            event.add_status(BlockedStatus(f"{response.error.name}: {words}"))
        else:
            event.add_status(ActiveStatus(f"reachable at {response.address}"))


if __name__ == "__main__":
    main(LBConsumerCharm)
