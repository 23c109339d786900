import { OPTIONS, type WireOptions } from "../../schema/options.ts"
import type { Unchecked } from "../../schema/schema.ts"
import { assertDocument, hazards } from "../check.ts"
import type { ReadResult } from "../issue.ts"
import { parseDocument } from "../read.ts"
import { documentText } from "../write.ts"

/** Options from a charm author, not validated yet. */
export type UncheckedOptions = Unchecked<WireOptions>

/** Parses the options of a request. All of it is checked, because providers write it into configuration files. Never throws. */
export function parseOptions(text: string): ReadResult<WireOptions> {
  return parseDocument(OPTIONS, text, (value) => hazards(OPTIONS, value))
}

/**
 * Serialises the options of a request as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeOptions(value: UncheckedOptions): string {
  assertDocument(OPTIONS, value)
  return documentText(OPTIONS, value)
}
