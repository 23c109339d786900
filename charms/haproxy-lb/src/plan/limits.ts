/**
 * Limits of a request and of a consumer. Each pair of ports is a frontend and a backend of the configuration, and each backend host a
 * checked server in it. Without limits, one consumer could use up the memory, ports and time of all.
 */
export const MAX_REQUEST_PORTS = 64
/** In all requests of one consumer. */
export const MAX_PORTS = 256
/** In one request. */
export const MAX_BACKENDS = 512
/** Pairs of a backend and a port, in all requests of one consumer. */
export const MAX_SERVERS = 4096
/** In one request; all of them run on each backend, one after the other. */
export const MAX_CHECKS = 16
/** Host names of one consumer that are resolved in each hook. */
export const MAX_NAMES = 64
