/** Any text, or text that matches a pattern. */
export interface Text {
  readonly kind: "text"
  /** Completes "Must be …". */
  readonly expected: string
  /** ECMAScript with the flag `u`; undefined: any text. */
  readonly pattern?: string
  /** The empty text is accepted too. */
  readonly orEmpty?: true
  /** The parser checks it too: a document with another value is unreadable. */
  readonly strict?: true
  /** The parser converts other JSON to its text. */
  readonly converted?: true
}

/** One of several words. */
export interface Choice {
  readonly kind: "choice"
  readonly of: readonly string[]
  /** Begins the message about another word. */
  readonly problem: string
  /** Message about something else than text; default: as for another word. */
  readonly notText?: string
  /** Other spellings, which are only read. */
  readonly aliases?: Readonly<Record<string, string>>
  /** The parser accepts the words of a newer version. */
  readonly open?: true
}

export interface Integer {
  readonly kind: "integer"
  readonly lowest: number
  readonly highest: number
}

export interface List {
  readonly kind: "list"
  readonly of: Kind
}

/** Port of the load balancer to port of the backends. */
export interface Ports {
  readonly kind: "ports"
  readonly orEmpty?: true
  readonly strict?: true
}

/** Keys that the parser does not check, each to a value. */
export interface Entries {
  readonly kind: "map"
  readonly keys: Text | Choice
  readonly of: Kind
  /** A rule of the document checks the keys, not the type. */
  readonly keysByRule?: true
}

export interface Nested {
  readonly kind: "document"
  readonly schema: Schema
  /** It was written by others and is passed on, so only its types are sure, and it has no private key. */
  readonly passedOn?: true
}

/** In UTC, in whole seconds: `2026-01-31T12:00:00Z`. */
export interface Time {
  readonly kind: "time"
  readonly strict: true
}

/** The others have no parameters. `range`: the first and the last of several ports. `json`: any JSON with whole numbers. */
export interface Plain {
  readonly kind: "boolean" | "range" | "json"
}

/**
 * What a field can hold, as plain data. The parser, the checks and the serialiser (`wire/`), the JSON Schemas and the documentation
 * (`describe/`) interpret it. Limits are those of the serialiser; the parser accepts more, unless the type says so.
 */
export type Kind = Text | Choice | Integer | List | Ports | Entries | Nested | Time | Plain

/** A kind with the TypeScript type of its values. */
export type Type<T> = Kind & {
  /** Exists only for the compiler. */
  readonly valueType?: T
}

/** The default of a field. */
export type Default = null | boolean | number | readonly never[] | Readonly<Record<string, never>>

/** One field of a document: its type, and what its absence means. */
export interface Field {
  readonly type: Kind
  readonly required?: true
  /** `null` is the same as absence. */
  readonly nullable?: true
  /** What the parser takes if the field is absent; undefined: nothing, the value does not have it. */
  readonly otherwise?: Default
  /** The serialiser omits the field if it has its default. */
  readonly sparse?: true
  /** What a peer may write without danger, although this library does not write it; anything else is a hazard. Default: `type`. */
  readonly received?: Kind
}

/** A field with the TypeScript type of its value; `Absent`: the value need not have it. */
export type FieldOf<T, Absent extends boolean = false> = Field & {
  /** Exist only for the compiler. */
  readonly valueType?: T
  readonly absent?: Absent
}

/** One document of the interface. */
export interface Schema {
  /** Name of its JSON Schema, and what `explain --as` calls it. */
  readonly name: string
  /** Begins the message of a `ValidationError`: "The request was not written: …". */
  readonly title: string
  /** By their names on the wire. */
  readonly fields: Readonly<Record<string, Field>>
  /** It is not part of version 1, so the Python library never reads it. */
  readonly extension?: true
}

type Absent = { readonly absent?: true }
type Held<F> = F extends { readonly valueType?: infer T } ? T : never
type Flat<T> = { [Name in keyof T]: T[Name] }
type FieldsOf<F> = Flat<
  { readonly [Name in keyof F as F[Name] extends Absent ? never : Name]: Held<F[Name]> } & {
    readonly [Name in keyof F as F[Name] extends Absent ? Name : never]?: Held<F[Name]>
  }
>

/** The value of a document: each field with the type that the schema gives it. */
export type ValueOf<S extends Schema> = FieldsOf<S["fields"]>

/** A schema whose documents have this type. */
export type SchemaOf<T> = Schema & {
  readonly fields: { readonly [Name in keyof T]-?: { readonly valueType?: T[Name] } }
}

/** A document from a charm author, not validated yet. */
export type Unchecked<T> = { readonly [Name in keyof T]: unknown }
