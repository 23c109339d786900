/** What a field may hold. Limits are those of the writer; readers take more. */
export type Shape =
  /** `pattern` is ECMAScript with the flag `u`; `words` ends the sentence "has to be …". */
  | { readonly kind: "text"; readonly pattern?: string; readonly words: string }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "integer"; readonly lowest: number; readonly highest: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "list"; readonly of: Shape }
  /** Port of the load balancer to port of the backends; at least one. */
  | { readonly kind: "ports" }
  /** Texts under some of these keys. */
  | { readonly kind: "texts"; readonly keys: readonly string[]; readonly of: Shape }
  | { readonly kind: "document"; readonly document: DocumentDescription }
  | { readonly kind: "pair"; readonly of: Shape }
  /** Keys that fit a pattern, to values of one shape; `words` is what the keys are. */
  | { readonly kind: "map"; readonly keys: string; readonly words: string; readonly of: Shape }
  /** Any JSON, where numbers are whole. */
  | { readonly kind: "json" }

export interface Field {
  readonly shape: Shape
  readonly nullable: boolean
  /** What a reader takes if the field is not there; `undefined`: the document cannot be read without it. */
  readonly default?: null | boolean | number | readonly never[] | Readonly<Record<string, never>>
  /** The writer leaves it out where it has its default. */
  readonly sparse?: true
  /** Where it is not there, nothing is said about what it means. */
  readonly unsaid?: true
  readonly means: string
}

export type DocumentName =
  | "request"
  | "response"
  | "health-check"
  | "handled"
  | "capabilities"
  | "details"
  | "field-outcome"
  | "drain"
  | "secrets"
  | "secret-revision"

/** One document of the interface: the one place from which the JSON Schema, the tables of PROTOCOL.md and `explain` take it. */
export interface DocumentDescription {
  readonly name: DocumentName
  readonly means: string
  /** By their names on the wire. */
  readonly fields: Readonly<Record<string, Field>>
  /** It goes beyond version 1, so that Python never reads it. */
  readonly extension?: true
  /** What was written by others is passed on: only its types are sure. */
  readonly typesOnly?: true
  /** What must hold between fields. */
  readonly rule?: "address-or-explained-error" | "without-private-key"
}

/** A document that is a list. */
export interface ListDescription {
  readonly name: "extensions"
  readonly means: string
  readonly of: Shape
}

/** The end of the sentence "has to be …". */
export function expectation({ shape, nullable }: Pick<Field, "shape" | "nullable">): string {
  return nullable ? `${shapeWords(shape)}, or null` : shapeWords(shape)
}

function shapeWords(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return shape.words
    case "choice":
      return `one of ${shape.of.join(", ")}`
    case "integer":
      return `a whole number from ${shape.lowest} to ${shape.highest}`
    case "boolean":
      return "true or false"
    case "list":
      return `a list, each item ${shapeWords(shape.of)}`
    case "ports":
      return 'a map of ports to ports, like {"443": 8443}, with numbers from 1 to 65535'
    case "texts":
      return `a map of request fields (${shape.keys.join(", ")}), each to ${shapeWords(shape.of)}`
    case "document":
      return `a ${shape.document.name} document`
    case "pair":
      return `a list of two, each ${shapeWords(shape.of)}`
    case "map":
      return `a map of ${shape.words}, each to ${shapeWords(shape.of)}`
    case "json":
      return "any JSON in which numbers are whole"
  }
}
