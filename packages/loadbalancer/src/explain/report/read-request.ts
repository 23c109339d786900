import { REQUEST } from "../../schema/request.ts"
import {
  hashRequest,
  type Issue,
  parseRequest,
  requestHazards,
  requestText,
  serializeRequest,
  ValidationError,
  type WireRequest,
} from "../../wire.ts"
import { finding, type Place } from "./finding.ts"
import { issueFindings } from "./issue-findings.ts"
import type { Finding } from "./report.ts"

/** A request's text with all that can be said of it alone. */
export interface ReadRequest {
  /** Undefined if it cannot be read. */
  readonly value: WireRequest | undefined
  /** Whether a provider with this library takes it. */
  readonly usable: boolean
  readonly findings: readonly Finding[]
}

const SEND_AGAIN = "The consumer's charm has to send it again with that mended."

/**
 * @param name of the databag key; undefined for a request that was given alone
 * @param keyIsInSecret whether what stands beside it names a secret for the private key
 */
export function readRequest(
  text: string,
  place: Place,
  name: string | undefined,
  keyIsInSecret: (request: WireRequest) => boolean = () => false,
): ReadRequest {
  const read = parseRequest(text)
  if (!read.ok) {
    const as = { severity: "wrong", code: "unreadable", advice: SEND_AGAIN } as const
    return { value: undefined, usable: false, findings: issueFindings(REQUEST, place, read.issues, as) }
  }
  const { value, warnings } = read
  const hazards = requestHazards(value)
  const findings = [
    ...issueFindings(REQUEST, place, hazards, { severity: "wrong", code: "hazard", advice: SEND_AGAIN }),
    ...issueFindings(REQUEST, place, warnings, {
      severity: "wrong",
      code: "unknown-field",
      advice: "This library passes over it. Take it out, or upgrade and use what both sides know.",
    }),
    ...ofName(value, place, name),
    ...ofHash(value, place),
    ...ofTls(value, place, keyIsInSecret(value)),
    ...ofForm(text, value, place, hazards, warnings.length > 0),
  ]
  return { value, usable: hazards.length === 0 && isNamed(value, name), findings }
}

const isNamed = ({ name: inside }: WireRequest, name: string | undefined): boolean =>
  name === undefined || inside === name

function ofName(value: WireRequest, place: Place, name: string | undefined): readonly Finding[] {
  if (isNamed(value, name)) return []
  const { name: inside } = value
  return [
    finding("wrong", "name-differs", place, {
      path: ["name"],
      problem: `The key says ${JSON.stringify(name)}, the document ${JSON.stringify(inside)}.`,
      meaning: `A provider with this library refuses it. Python's provider answers under response_${inside}, where nobody looks.`,
      advice: SEND_AGAIN,
    }),
  ]
}

function ofHash(value: WireRequest, place: Place): readonly Finding[] {
  if (value.sent_hash === null) {
    return [
      finding("wrong", "no-hash", place, {
        path: ["sent_hash"],
        problem: "There is no hash.",
        meaning: "Without it no answer can be told from an older one, so none counts.",
        advice:
          "Send it with LBProvider.sendRequest, or put the MD5 of its canonical text there (PROTOCOL.md, “Hash”).",
      }),
    ]
  }
  const own = hashRequest({ ...value, sent_hash: null })
  if (own === value.sent_hash) return []
  return [
    finding("note", "hash-of-another-text", place, {
      path: ["sent_hash"],
      problem: `The hash is not that of this text, which would be ${own}.`,
      meaning:
        "It is only a token, so this works. Either somebody has edited the text by hand, or no library of ours wrote it.",
      advice:
        "If it was edited by hand, let the charm send it again: an answer to the text before still counts as current.",
    }),
  ]
}

function ofTls(
  { tls_termination, tls_cert, tls_key }: WireRequest,
  place: Place,
  keyIsInSecret: boolean,
): readonly Finding[] {
  const found: Finding[] = []
  if (tls_key !== null) {
    found.push(
      finding("note", "private-key", place, {
        path: ["tls_key"],
        problem: "A private key is here as plain text.",
        meaning:
          "All who may read this relation, or a controller's backup, can read it. It is not shown here.",
      }),
    )
  }
  const hasKey = tls_key !== null || keyIsInSecret
  if (tls_termination && (tls_cert === null || !hasKey)) {
    const missing = tls_cert === null ? (hasKey ? "certificate" : "certificate and key") : "key"
    found.push(
      finding("note", "termination-without-material", place, {
        path: ["tls_termination"],
        problem: `TLS is to end at the load balancer, without a ${missing} in the request.`,
        meaning: "It works only if the provider has its own.",
      }),
    )
  }
  return found
}

/** What readers take, but no careful writer writes. */
function ofForm(
  text: string,
  value: WireRequest,
  place: Place,
  hazards: readonly Issue[],
  hasUnknown: boolean,
): readonly Finding[] {
  const said = new Set(hazards.map(({ path }) => path.join(".")))
  const unusual = writerIssues(() => serializeRequest(value)).filter(({ path }) => !said.has(path.join(".")))
  const found = issueFindings(REQUEST, place, unusual, { severity: "note", code: "unusual", advice: "" })
  return hasUnknown || requestText(value) === text ? found : [...found, notCanonical(place)]
}

export function notCanonical(place: Place): Finding {
  return finding("note", "not-canonical", place, {
    problem: "The text is not the canonical one.",
    meaning:
      "It is read all the same, with its defaults and conversions. The charm's next write will change it.",
  })
}

/** What the strict writer would say of a value. */
export function writerIssues(write: () => string): readonly Issue[] {
  try {
    write()
    return []
  } catch (error) {
    if (error instanceof ValidationError) return error.issues
    throw error
  }
}
