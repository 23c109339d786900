// Health of backends and options of requests in the simple charm, with the mistakes that concern them.
const { ask, dumps, makes, parsed } = require("./tools.cjs")

const SUPPORTED = ["idle_timeout"]
const CAPABILITIES = dumps({ health: true, internal: false, options: SUPPORTED })
const PAUSE = 60_000

const announces = (theirs, extension) => theirs.extensions?.includes(`"${extension}"`) === true

/** Why a provider refuses the options of a request; undefined: there are none, or they are supported. */
function refusedOption(theirs, name, { sent_hash: hash }) {
  const text = theirs[`options_${name}`]
  if (text === undefined || !(announces(theirs, "options") || makes("reads options unasked")))
    return undefined
  const options = parsed(text)
  const isStale = typeof options?.sent_hash === "string" && options.sent_hash !== hash
  if (isStale && !makes("reads stale options")) return undefined
  const given = Object.keys(options ?? {}).filter((field) => field !== "sent_hash")
  const unsupported = given.find((field) => !SUPPORTED.includes(field))
  if (unsupported)
    return makes("hides the option") ? "not supported" : `options.${unsupported}: is not supported`
  if (makes("serves unreadable options")) return undefined
  const { idle_timeout: idle = 1, sent_hash: own } = options ?? {}
  if (own === undefined || !(Number.isInteger(idle) && idle >= 1 && idle <= 86_400))
    return "options.idle_timeout: cannot be read"
  return makes("refuses all options") && given.length > 0
    ? "options.idle_timeout: is not supported"
    : undefined
}

/** What a provider writes about the health of backends: `next` has its responses at the end of the hook. */
function healthIn(id, { theirs, mine, next }) {
  const reports = Object.entries(mine).filter(([key]) => key.startsWith("health_"))
  const isOpen = (texts) => texts.every((text) => mayFollow(parsed(text)))
  const writes = {}
  for (const [responseKey, text] of Object.entries(next)) {
    if (!responseKey.startsWith("response_") || text === "") continue
    const key = responseKey.replace("response", "health")
    const response = parsed(text)
    const asked = announces(theirs, "health") || (makes("reports on and on") && mine[key] !== undefined)
    if (!asked || (response.error && !makes("keeps the health of a refusal"))) {
      if (mine[key] !== undefined) writes[key] = ""
      continue
    }
    const before = parsed(mine[key] ?? "")
    const isCurrent =
      before && (before.received_hash === response.received_hash || makes("reports once for a name"))
    const request = parsed(theirs[responseKey.replace("response", "request")] ?? "") ?? {}
    const backends = backendsOf(id, request)
    const isSame = isCurrent && Object.keys(before.backends).join() === Object.keys(backends).join()
    if (isSame && !makes("reports without news")) continue
    if (isCurrent && makes("never reports changes")) continue
    const texts = makes("pauses for each request") ? [mine[key] ?? ""] : reports.map(([, one]) => one)
    const isFirst = !isCurrent && !makes("lets the first report wait")
    if (!isFirst && !isOpen(texts) && !makes("reports each change at once")) continue
    const reported = new Date().toISOString().replace(/\.\d+Z$/, "Z")
    writes[key] = dumps({ backends, received_hash: response.received_hash, reported })
  }
  return writes
}

function mayFollow(report) {
  const age = report ? Date.now() - Date.parse(report.reported) : PAUSE
  return age >= PAUSE || (age < 0 && !makes("believes a future report"))
}

function backendsOf(id, { backends = [] }) {
  const addresses =
    backends.length > 0
      ? backends
      : ask("relation-list", "-r", id).map((unit) => ask("relation-get", "-r", id, "ingress-address", unit))
  return Object.fromEntries(addresses.sort().map((address) => [address, { state: "up" }]))
}

/** What a requirer writes as options of its request. */
function optionsFor(theirs, mine, { sent_hash: hash }) {
  const isRead = announces(theirs, "options") || makes("sends options to everybody")
  if (isRead && !makes("writes no options"))
    return { options_web: dumps({ idle_timeout: 300, sent_hash: hash }) }
  return mine.options_web === undefined ? {} : { options_web: "" }
}

module.exports = { CAPABILITIES, healthIn, optionsFor, refusedOption }
