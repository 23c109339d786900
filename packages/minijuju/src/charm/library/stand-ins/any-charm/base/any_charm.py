"""What the option src-overwrite replaces."""

from any_charm_base import AnyCharmBase


class AnyCharm(AnyCharmBase):
    """Does what the base class does."""
