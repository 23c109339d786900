/** The Juju release whose behaviour is imitated, announced to charms in JUJU_VERSION. */
export const JUJU_VERSION = "3.6.28"
