import {
  choice,
  fieldNames,
  integer,
  list,
  map,
  required,
  strict,
  text,
  unknownIfAbsent,
} from "./builders.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { address, anyText, count } from "./vocabulary.ts"

// Here and not in the vocabulary, so that the bundles of charms without options do not have them.

/** An address alone is a network of one. */
export const network = text(
  "an IP address or a network like 10.0.0.0/8",
  "^[0-9A-Fa-f.:]{2,45}(?:\\/[0-9]{1,3})?$",
)
export const hostName = text("a host name, at most 253 characters", "^[A-Za-z0-9][A-Za-z0-9.\\-]{0,252}$")
export const codes = text("a status like 204 or a range like 200-299", "^[1-5][0-9]{2}(?:-[1-5][0-9]{2})?$")

/** A day is longer than any useful time limit, and configuration files of load balancers overflow above some weeks. */
const seconds = integer(1, 86_400)

/** The document under `options_<name>` in the requirer's application databag. */
export const OPTIONS = {
  name: "options",
  title: "The options of the request",
  extension: true,
  fields: {
    sent_hash: required(anyText),
    source_ranges: unknownIfAbsent(list(strict(network))),
    connect_timeout: unknownIfAbsent(seconds),
    client_timeout: unknownIfAbsent(seconds),
    server_timeout: unknownIfAbsent(seconds),
    idle_timeout: unknownIfAbsent(seconds),
    max_connections: unknownIfAbsent(count),
    backend_connections: unknownIfAbsent(count),
    proxy_protocol: unknownIfAbsent(choice<"v1" | "v2">(["v1", "v2"], "Must be v1 or v2, not")),
    check_timeout: unknownIfAbsent(seconds),
    check_rise: unknownIfAbsent(count),
    check_codes: unknownIfAbsent(list(strict(codes))),
    check_name: unknownIfAbsent(strict(hostName)),
    server_names: unknownIfAbsent(list(strict(hostName))),
    weights: unknownIfAbsent(map(strict(address), integer(0, 256))),
  },
} as const satisfies Schema

/** The document under `options_<name>`: what operators ask of a load balancer and version 1 has no field for. */
export interface WireOptions extends ValueOf<typeof OPTIONS> {}

/** Names of the options on the wire. */
export type OptionField = Exclude<keyof WireOptions, "sent_hash">
/** The names of the options on the wire, as the capability `options` lists them. */
export const OPTION_FIELDS: readonly string[] = fieldNames(OPTIONS).filter((name) => name !== "sent_hash")
