/** Defects of the Python library `loadbalancer_interface` 1.2.1 that a case can show, by their numbers in this repository. */
export const KNOWN_DEFECTS = {
  D5: "a request with a field of a newer library is dropped, as if the requirer had removed it",
  D7: "a document that is not a JSON object raises in every hook, so that no other requirer is served either",
  D8: "a version that is no number, or 0, raises in every hook",
  D12: "a removed request has only its id, so that its response stays in the databag for ever",
  D16: "the response is written under the name in the document, not under that of the key",
  D18: "an unreadable response of its own hides the request",
  D23: "a response that cannot be read raises in every hook of the requirer",
  D33: "values are hardly validated: ports out of range, texts that inject configuration",
} as const

/** The number of a known defect. */
export type KnownDefect = keyof typeof KNOWN_DEFECTS
