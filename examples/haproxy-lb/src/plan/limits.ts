/**
 * What a request and a consumer can have at most. Each pair of ports is a frontend and a backend of the configuration, each backend in
 * it a server that is checked: without limits, one consumer could take the memory, the ports and the time of all.
 */
export const MAX_REQUEST_PORTS = 64
/** In all requests of one consumer. */
export const MAX_PORTS = 256
/** Backends of one request. */
export const MAX_BACKENDS = 512
/** Pairs of a backend and a port, in all requests of one consumer. */
export const MAX_SERVERS = 4096
/** Checks of one request; each backend is asked all of them, one after the other. */
export const MAX_CHECKS = 16
/** Host names of one consumer that are looked up in each hook. */
export const MAX_NAMES = 64
