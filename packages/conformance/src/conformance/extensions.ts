import {
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseOptions,
  parseResponse,
  parseSecrets,
  type ReadResult,
} from "loadbalancer-interface/wire"
import type { Databag, Expectation } from "./case.ts"
import { listed, sentHashOf } from "./requests.ts"

/** Absent announcements are fine: every extension is optional. */
export const announcesReadably: Expectation = {
  expected: "extensions and capabilities that are absent or can be read",
  check({ written: { extensions, capabilities } }) {
    const read = capabilities === undefined ? undefined : parseCapabilities(capabilities)
    return listed([
      ...(extensions === undefined || isSortedList(extensions) ? [] : [`extensions: ${extensions}`]),
      ...(read === undefined || read.ok ? [] : [`capabilities: ${JSON.stringify(read.issues)}`]),
    ])
  },
}

/** What a provider writes only for a requirer that announces it. */
export const writesNothingUnasked: Expectation = {
  expected: "no details_…, no health_…",
  check: ({ written }) => listed(Object.keys(written).filter((key) => /^(?:details|health)_/.test(key))),
}

/** What a requirer writes only for a provider that announces it. */
export const writesNoUnaskedKeys: Expectation = {
  expected: "no drain_…, no options_…, no secrets_…",
  check: ({ written }) =>
    listed(Object.keys(written).filter((key) => /^(?:drain|options|secrets)_/.test(key))),
}

export const writesReadableDetails: Expectation = {
  expected: "details that are absent, or can be read and have the response's received_hash",
  check({ written: { details_web: details, response_web: response } }) {
    if (details === undefined) return undefined
    const read = parseDetails(details)
    const answer = parseResponse(response ?? "")
    if (!read.ok) return JSON.stringify(read.issues)
    if (!answer.ok) return `no response to them: ${details}`
    return read.value.received_hash === answer.value.received_hash ? undefined : details
  },
}

/** The details report the end of the drain. */
export function isDrained(until: string): Expectation {
  return {
    waits: true,
    expected: `details_web with drained ${until}`,
    check: ({ written: { details_web: details } }) =>
      drainedIn(details) === until ? undefined : (details ?? "there is no details_web"),
  }
}

/** The details of an earlier drain may remain. */
export function isNotDrained(until: string): Expectation {
  return {
    expected: `no drained ${until} in details_web`,
    check: ({ written: { details_web: details } }) => (drainedIn(details) === until ? details : undefined),
  }
}

function drainedIn(details = "{}"): string | null {
  const read = parseDetails(details)
  return read.ok ? read.value.drained : null
}

/** What a requirer writes for a provider that announces extensions. */
export const writesCurrentExtensions: Expectation = {
  expected:
    "drain_…, options_… and secrets_… that are absent, or can be read and have the request's sent_hash",
  check: ({ written }) =>
    listed(
      Object.entries({
        ...documents(written, "drain_", parseDrain),
        ...documents(written, "options_", parseOptions),
        ...documents(written, "secrets_", parseSecrets),
      })
        .filter(([key, hash]) => hash !== sentHashOf(written[key.replace(/^[^_]+/, "request")]))
        .map(([key]) => `${key}: ${written[key]}`),
    ),
}

/** The `sent_hash` of each document; undefined if it cannot be read. */
function documents(
  written: Databag,
  prefix: string,
  parse: (text: string) => ReadResult<{ readonly sent_hash: string }>,
): Readonly<Record<string, string | undefined>> {
  const mine = Object.entries(written).filter(([key]) => key.startsWith(prefix))
  return Object.fromEntries(
    mine.map(([key, text]) => {
      const read = parse(text)
      return [key, read.ok ? read.value.sent_hash : undefined]
    }),
  )
}

function isSortedList(text: string): boolean {
  try {
    const list: unknown = JSON.parse(text)
    return (
      Array.isArray(list) &&
      list.every((name) => typeof name === "string") &&
      list.join() === [...list].sort().join()
    )
  } catch {
    return false
  }
}
