"""An embedded Juju for tests of charms: the command minijuju, and a pytest plugin that puts it in place of juju."""
