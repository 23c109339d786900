import { parseCapabilities, parseDetails, parseResponse } from "loadbalancer-interface/wire"
import type { Expectation } from "./case.ts"
import { listed } from "./requests.ts"

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

export const writesNoDetails: Expectation = {
  expected: "no details_…",
  check: ({ written }) => listed(Object.keys(written).filter((key) => key.startsWith("details_"))),
}

/** What a requirer writes only for a provider that announces it. */
export const writesNoUnaskedKeys: Expectation = {
  expected: "no drain_…, no secrets_…",
  check: ({ written }) => listed(Object.keys(written).filter((key) => /^(?:drain|secrets)_/.test(key))),
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
