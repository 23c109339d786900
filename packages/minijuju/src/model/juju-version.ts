/** The Juju release that is emulated, passed to charms in JUJU_VERSION. */
export const JUJU_VERSION = "3.6.28"
