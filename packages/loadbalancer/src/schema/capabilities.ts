import { boolean, list, map, range, unknownIfAbsent } from "./builders.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { anyProtocol, port, word } from "./vocabulary.ts"

/** The document under `capabilities` in the provider's application databag. */
export const CAPABILITIES = {
  name: "capabilities",
  title: "The capabilities",
  extension: true,
  fields: {
    protocols: unknownIfAbsent(list(anyProtocol)),
    algorithms: unknownIfAbsent(map(word, list(word))),
    max_ports: unknownIfAbsent(port),
    port_ranges: unknownIfAbsent(list(range)),
    public: unknownIfAbsent(boolean),
    internal: unknownIfAbsent(boolean),
    sticky: unknownIfAbsent(boolean),
    health_checks: unknownIfAbsent(list(anyProtocol)),
    tls_termination: unknownIfAbsent(boolean),
    ingress_address: unknownIfAbsent(boolean),
    health: unknownIfAbsent(boolean),
    options: unknownIfAbsent(list(word)),
  },
} as const satisfies Schema

/**
 * The capabilities of a provider, with the field names of the wire. A missing field means unknown: a request may work or be refused.
 */
export interface WireCapabilities extends ValueOf<typeof CAPABILITIES> {}
