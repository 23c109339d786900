// biome-ignore-all format: generated
// Written by charmkit-pack --types from the charm's declaration (charmcraft.yaml). Do not edit: change that and run it again.

/** What the charm declares: names, values of options and parameters of actions. */
export interface Charm {
  config: {
    /**
     * The load balancer implementation. "haproxy": HAProxy, which the charm tries to install. "embedded": the charm's own
     * TCP balancer, for development. "auto": HAProxy where it is installed, the embedded one otherwise.
     */
    engine: string
    /**
     * The address in responses to public requests, such as an address that is routed to the units.
     * Empty means the ingress address of the leader's unit.
     */
    "public-address": string
    /**
     * Addresses and networks that consumers may use although they are refused by default, such as "127.0.0.0/8, 169.254.7.7":
     * loopback, link-local, multicast and reserved addresses, and the cloud's metadata services. The load balancer's own
     * addresses must be listed one by one. Every consumer can reach the listed addresses through the load balancer, with the
     * load balancer's rights: programs that listen on this machine only, and the credentials that a metadata service gives to
     * this machine. A backend that leads back to the load balancer uses up all connections of its service.
     */
    "allowed-addresses": string
    /**
     * Maximum number of connected clients of one unit, at most half of the files that the system lets the charm open. They are
     * divided among the consumers in equal shares, and each share among that consumer's load balancers.
     */
    "max-connections": number
    /**
     * Port on which each unit serves its metrics for Prometheus (path /metrics), on its address in the network of the endpoint
     * metrics-endpoint. 0: port 8405 while metrics-endpoint is integrated, otherwise no metrics. Whoever reaches the port can read
     * the addresses of all backends and the amount of their traffic.
     */
    "metrics-port": number
  }
  endpoints: {
    "lb-consumers": {
      role: "provides"
      interface: "loadbalancer"
    }
    "metrics-endpoint": {
      role: "provides"
      interface: "prometheus_scrape"
    }
    units: {
      role: "peers"
      interface: "haproxy-lb-units"
    }
  }
  actions: {
    /** Returns this unit's load balancers, with the health, open connections and total connections of each backend. */
    traffic: Record<never, never>
    /** Returns this unit's current configuration, as HAProxy's file or as JSON of the embedded engine, without private keys. */
    "show-config": Record<never, never>
    /**
     * Lets a backend finish its connections and gives it no new ones from this unit, until the action runs with ready=true or the engine is
     * restarted.
     */
    "drain-backend": {
      /** The backend's address or name, as in the action traffic. */
      backend: string
      /** Whether the backend gets connections again. */
      ready: boolean
    }
    /** Runs the checks of a backend now, from this unit. Returns for each of its load balancers the problem, or null. */
    "test-backend": {
      /** The backend's address or name, as in the action traffic. */
      backend: string
    }
  }
  storages: never
  resources: never
  containers: never
  extraBindings: never
}
