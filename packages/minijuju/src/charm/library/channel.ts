import { MinijujuError } from "../../state/errors.ts"

/** From the most stable to the least. A riskier channel without a release of its own follows a more stable one. */
const RISKS = ["stable", "candidate", "beta", "edge"]

/** A channel of a charm: `14/stable`, `latest/edge/fix`. */
interface Channel {
  readonly track: string
  readonly risk: string
  readonly branch: string
}

/**
 * Writes a channel in full, as Juju shows it: `edge` is `latest/edge`, `14` is `14/stable`.
 * @throws MinijujuError `bad-argument` in Juju's words
 */
export function fullChannel(text: string): string {
  const { track, risk, branch } = parseChannel(text)
  return [track, risk, ...(branch === "" ? [] : [branch])].join("/")
}

function parseChannel(text: string): Channel {
  const parts = text.split("/")
  const isRisk = (part: string | undefined) => part !== undefined && RISKS.includes(part)
  const [track = "latest", risk = "stable", branch = ""] = isRisk(parts[0]) ? ["latest", ...parts] : parts
  if (parts.length > 3 || parts.includes("") || !isRisk(risk))
    throw new MinijujuError("bad-argument", `channel ${JSON.stringify(text)} not valid`)
  return { track, risk, branch }
}

/**
 * Tells how well a release answers a request: 0 is best, undefined does not answer it. Without a channel in the request, the most stable
 * release is best; a release without a channel answers each request.
 */
export function channelDistance(
  wanted: string | undefined,
  released: string | undefined,
): number | undefined {
  if (released === undefined) return 0
  const has = parseChannel(released)
  const hasRisk = RISKS.indexOf(has.risk)
  if (wanted === undefined) return has.branch === "" ? hasRisk : undefined
  if (fullChannel(wanted) === fullChannel(released)) return 0
  const { track, risk } = parseChannel(wanted)
  const distance = RISKS.indexOf(risk) - hasRisk
  return has.branch === "" && has.track === track && distance >= 0 ? distance + 1 : undefined
}
