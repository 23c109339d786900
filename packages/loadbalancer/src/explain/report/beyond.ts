import {
  type CanonicalValue,
  canonicalJson,
  type JsonNode,
  type Outcome,
  type WireCapabilities,
  type WireDetails,
} from "../../wire.ts"

/** What a provider says that it can do, by the names on the wire; what is not there is not said. */
export type Capabilities = WireCapabilities

/** What a provider says beyond its response. */
export interface Details {
  readonly addresses: readonly string[]
  /** Where the port for clients is not the one that was asked for. */
  readonly ports: readonly { readonly asked: number; readonly listen: number }[]
  readonly fields: readonly {
    readonly field: string
    readonly outcome: Outcome
    /** As JSON text; null if there is none, or if it is key material, which is not shown. */
    readonly value: string | null
    readonly why: string | null
  }[]
  readonly errorPaths: readonly { readonly place: string; readonly words: string }[]
  readonly drained: boolean
}

export function detailsOf({ addresses, ports, fields, error_paths, drained }: WireDetails): Details {
  return {
    addresses,
    ports: Object.entries(ports)
      .map(([asked, listen]) => ({ asked: Number(asked), listen }))
      .sort((a, b) => a.asked - b.asked),
    fields: Object.entries(fields).map(([field, { outcome, value, why }]) => ({
      field,
      outcome,
      value: value === undefined || field.startsWith("tls_") ? null : jsonText(value),
      why: why ?? null,
    })),
    errorPaths: Object.entries(error_paths).map(([place, words]) => ({ place, words })),
    drained: drained !== null,
  }
}

const jsonText = (value: JsonNode & CanonicalValue): string => canonicalJson(value)
