#!/usr/bin/env python3
"""Shows a password from a secret that was granted to it."""

from ops import ActiveStatus, BlockedStatus, CharmBase, ModelError, main

LABEL = "their-password"


class SecretReaderCharm(CharmBase):
    def __init__(self, *args):
        super().__init__(*args)
        self.framework.observe(self.on["shared"].relation_changed, self._read)
        self.framework.observe(self.on.secret_changed, self._refresh)
        self.framework.observe(self.on.update_status, self._look)

    def _read(self, event):
        secret_id = event.relation.data[event.app].get("secret")
        if secret_id is None:
            return
        self._show("read", self.model.get_secret(id=secret_id, label=LABEL).get_content())

    def _refresh(self, event):
        if event.secret.label == LABEL:
            self._show("changed", event.secret.get_content(refresh=True))

    def _look(self, _):
        try:
            self._show("tracked", self.model.get_secret(label=LABEL).get_content())
        except ModelError as error:
            # The words of Juju 3.6, and of 4.0.
            if not any(words in str(error) for words in ("permission denied", "not allowed to read")):
                raise
            self.unit.status = BlockedStatus("denied")

    def _show(self, how, content):
        self.unit.status = ActiveStatus(f"{how}: {content['password']}")


if __name__ == "__main__":
    main(SecretReaderCharm)
