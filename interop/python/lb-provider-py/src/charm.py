#!/usr/bin/env python3
"""Answers requests for load balancers through the Python library."""

from loadbalancer_interface import LBConsumers
from ops import ActiveStatus, CharmBase, main


class LBProviderCharm(CharmBase):
    def __init__(self, *args):
        super().__init__(*args)
        self.lb_consumers = LBConsumers(self, "lb-consumers")
        self.framework.observe(self.lb_consumers.on.requests_changed, self._on_requests)
        self.framework.observe(self.on.collect_unit_status, self._on_collect_status)

    def _on_requests(self, _):
        if not self.unit.is_leader():
            return
        for request in self.lb_consumers.new_requests:
            response = request.response
            response.address = None
            response.error = None
            response.error_fields = {}
            if request.public:
                response.address = self.config["address"]
            else:
                response.error = response.error_types.unsupported
                response.error_fields = {"public": "internal load balancers are not supported"}
            self.lb_consumers.send_response(request)
        for request in self.lb_consumers.removed_requests:
            self.lb_consumers.revoke_response(request)

    def _on_collect_status(self, event):
        requests = self.lb_consumers.all_requests
        backends = sorted(address for request in requests for address in request.backends)
        event.add_status(ActiveStatus(f"{len(requests)} requests, {len(backends)} backends"))


if __name__ == "__main__":
    main(LBProviderCharm)
