#!/usr/bin/env python3
"""Shares a password as a Juju secret."""

from ops import ActiveStatus, CharmBase, SecretNotFoundError, main

LABEL = "shared-password"


class SecretOwnerCharm(CharmBase):
    def __init__(self, *args):
        super().__init__(*args)
        self.framework.observe(self.on.config_changed, self._renew)
        self.framework.observe(self.on["shared"].relation_created, self._share)
        self.framework.observe(self.on.secret_remove, self._tidy)
        self.framework.observe(self.on.update_status, self._follow)

    def _renew(self, _):
        if not self.unit.is_leader():
            return
        password = self.config["password"]
        self._secret(password).set_content({"password": password})
        if password == "fail":
            raise RuntimeError("as asked for")

    def _share(self, event):
        if not self.unit.is_leader():
            return
        secret = self._secret(self.config["password"])
        secret.grant(event.relation)
        event.relation.data[self.app]["secret"] = secret.id or secret.get_info().id

    def _follow(self, _):
        # Owners track revisions as readers do: while one of them reads the old one, Juju keeps it.
        if self.unit.is_leader():
            self._secret(self.config["password"]).get_content(refresh=True)

    def _tidy(self, event):
        event.secret.remove_revision(event.revision)
        self.unit.status = ActiveStatus(f"removed {event.revision} of {event.secret.label}")

    def _secret(self, password):
        try:
            return self.model.get_secret(label=LABEL)
        except SecretNotFoundError:
            return self.app.add_secret(
                {"password": password}, label=LABEL, description="for tests"
            )


if __name__ == "__main__":
    main(SecretOwnerCharm)
