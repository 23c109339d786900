import { CAPABILITIES, type WireCapabilities } from "../../schema/capabilities.ts"
import type { Unchecked } from "../../schema/schema.ts"
import { assertDocument } from "../check.ts"
import type { ReadResult } from "../issue.ts"
import { parseDocument } from "../read.ts"
import { documentText } from "../write.ts"

/** {@link WireCapabilities} where an unknown field may also be undefined. */
export type KnownCapabilities = {
  readonly [Field in keyof WireCapabilities]?: WireCapabilities[Field] | undefined
}

/** Capabilities from a charm author, not validated yet. */
export type UncheckedCapabilities = Unchecked<WireCapabilities>

/** Parses capabilities. One unreadable field makes the whole document unreadable: a part would pass for the whole. Never throws. */
export function parseCapabilities(text: string): ReadResult<WireCapabilities> {
  return parseDocument(CAPABILITIES, text)
}

/**
 * Serialises capabilities as canonical text, without undefined fields.
 * @throws ValidationError with all problems
 */
export function serializeCapabilities(value: UncheckedCapabilities): string {
  assertDocument(CAPABILITIES, value)
  return documentText(CAPABILITIES, value)
}
