// A charm of either side without a framework or library: what a charm in any language has to do. The file `mistake` names one that it makes,
// from those that charms in the field have made.
const { existsSync, readFileSync, writeFileSync } = require("node:fs")
const { CAPABILITIES, healthIn, optionsFor, refusedOption } = require("./extensions.cjs")
const { ask, dumps, makes, md5, parsed, run } = require("./tools.cjs")

const isProvider = readFileSync("side", "utf8") === "provider"
const hook = process.env.JUJU_DISPATCH_PATH ?? ""

const isLeader = ask("is-leader")
if (hook.endsWith("-broken") && makes("dies of the end")) throw new Error("the relation has ended")
const acts = isLeader || makes("writes as a follower") || makes("serves what it remembers")
if (acts) for (const id of ask("relation-ids", "lb")) serve(id)

function serve(id) {
  if (hook.endsWith("-broken") && process.env.JUJU_RELATION_ID === id) return
  const peer = ask("relation-list", "--app", "-r", id)
  const theirs = peer ? (ask("relation-get", "-r", id, "--app", "-", peer) ?? {}) : {}
  const mine = isLeader ? (ask("relation-get", "-r", id, "--app", "-", process.env.JUJU_UNIT_NAME) ?? {}) : {}
  const agreed = /^\s*0*[1-9][0-9]*\s*$/.test(theirs.version ?? "")
  if (makes("dies on a version") && theirs.version && !agreed) throw new Error(`version ${theirs.version}`)
  if (makes("serves what it remembers")) Object.assign(theirs, remembered(id, theirs, mine))
  if (!isLeader && !makes("writes as a follower")) return
  const writes = isProvider ? responses({ theirs, mine, agreed, id, peer }) : requests(theirs, mine, agreed)
  const reads = makes("reads what it does not announce")
    ? '["drain", "secrets"]'
    : '["drain", "options", "secrets"]'
  const own = isProvider
    ? { version: "1", extensions: reads, capabilities: CAPABILITIES }
    : { version: "1", extensions: '["details", "health", "options"]' }
  const late = makes("writes its version late") && theirs.version === undefined
  const pairs = Object.entries({ ...(late ? {} : own), ...writes }).map(([key, value]) => `${key}=${value}`)
  if (pairs.length > 0) run("relation-set", "-r", id, "--app", ...pairs)
}

function responses({ theirs, mine, agreed, id, peer }) {
  const removed = (key) =>
    theirs[key.replace(/^[a-z]+/, "request")] === undefined &&
    !(makes("leaves health behind") && key.startsWith("health_"))
  const own = Object.keys(mine).filter((key) => /^(?:response|details|health)_/.test(key))
  const deleted = (keys) => Object.fromEntries(keys.map((key) => [key, ""]))
  if (makes("takes silence for removal") && !agreed) return deleted(own)
  if (makes("ends all relations") && hook.endsWith("-broken")) return deleted(own)
  if (!agreed) return {}
  const writes = makes("leaks responses") ? {} : deleted(own.filter(removed))
  const waits = makes("answers in update-status") && !hook.endsWith("update-status")
  for (const key of Object.keys(theirs).filter((one) => one.startsWith("request_") && !waits)) {
    const request = makes("dies on junk") ? JSON.parse(theirs[key]) : parsed(theirs[key])
    if (request === undefined) continue
    if (makes("drops newer fields") && Object.keys(request).length > 14) continue
    const name = makes("answers under the inner name") ? request.name : key.slice("request_".length)
    if (request.name !== name) continue
    const before = mine[`response_${name}`]
    if (makes("answers once") && before !== undefined) continue
    if (makes("trusts its own response") && before && !parsed(before)?.received_hash) continue
    if (makes("mixes requirers up") && ownerOf(name, id) !== id) continue
    if (!canReadKey(parsed(theirs[`secrets_${name}`] ?? ""), request, peer)) continue
    const option = refusedOption(theirs, name, request)
    const isSame = before && parsed(before)?.received_hash === request.sent_hash
    if (makes("reads options once") && isSame) continue
    writes[`response_${name}`] = dumps(option ? refuse(request, option) : respond(request))
    const drain = parsed(theirs[`drain_${name}`] ?? "")
    const isCurrent = drain?.sent_hash === request.sent_hash || makes("drains whatever")
    if (drain && isCurrent && !makes("never drains"))
      writes[`details_${name}`] = dumps({ drained: drain.until, received_hash: request.sent_hash })
    if (makes("copies the key")) writes[`note_${name}`] = dumps(request)
  }
  return { ...writes, ...healthIn(id, { theirs, mine, next: { ...mine, ...writes } }) }
}

/** The requests that the unit has seen, until it has removed their responses itself. */
function remembered(id, theirs, mine) {
  const file = `seen-${id.replace(":", "-")}`
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}
  const isGone = (key) => theirs[key] === undefined && mine[key.replace("request", "response")] !== undefined
  const requests = Object.entries({ ...known, ...theirs }).filter(
    ([key]) => key.startsWith("request_") && !isGone(key),
  )
  const seen = Object.fromEntries(requests)
  writeFileSync(file, JSON.stringify(seen))
  return seen
}

/** The relation that had the name first. */
function ownerOf(name, id) {
  const file = `owner-${name}`
  if (!existsSync(file)) writeFileSync(file, id)
  return readFileSync(file, "utf8")
}

function canReadKey(secrets, request, peer) {
  if (secrets?.sent_hash !== request.sent_hash || makes("serves without the key")) return true
  try {
    const { "bound-to": bound } = ask("secret-get", secrets.tls_key.id)
    return makes("uses any key") || bound === `${process.env.JUJU_MODEL_UUID} ${peer} ${request.id}`
  } catch {
    return false
  }
}

function respond(request) {
  const hash = makes("hashes itself") ? md5(dumps({ ...request, sent_hash: null })) : request.sent_hash
  const response = {
    address: makes("answers anew") ? `192.0.2.${1 + Math.floor(Math.random() * 250)}` : "192.0.2.50",
    error: null,
    error_fields: {},
    error_message: null,
    received_hash: hash,
  }
  if (request.public) return response
  const fields = { [makes("refuses a path") ? "health_checks[0].path" : "public"]: "not supported" }
  const error = makes("refuses without an error") ? null : "unsupported"
  return { ...response, address: null, error, error_fields: fields }
}

function refuse(request, message) {
  return {
    ...respond({ ...request, public: true }),
    address: null,
    error: "unsupported",
    error_message: message,
  }
}

function requests(theirs, mine, agreed) {
  // Kept when the relation ends, as in charms that remember what they have sent.
  const sent = existsSync("sent")
  if (hook.endsWith("-broken") || (makes("asks once") && sent && mine.request_web === undefined)) return {}
  if (!agreed && !makes("asks early")) return {}
  const answer = parsed(theirs.response_web ?? "{}") ?? {}
  if (makes("dies of a refusal") && answer.error) throw new Error(answer.error)
  if (makes("dies on junk") && theirs.response_web) JSON.parse(theirs.response_web)
  if (makes("dies on health") && theirs.health_web) JSON.parse(theirs.health_web)
  const health = parsed(theirs.health_web) ?? {}
  const isDown = health.received_hash === answer.received_hash && /"down"/.test(theirs.health_web)
  if (makes("withdraws when a backend is down") && isDown) return { request_web: "" }
  if (makes("dies of a refused option") && answer.error_message?.startsWith("options."))
    throw new Error("refused option")
  const hadAnswer = existsSync("had-answer") && mine.request_web !== undefined
  if (makes("dies of a revocation") && hadAnswer && !theirs.response_web) throw new Error("no response")
  if (makes("withdraws what is not answered") && hadAnswer && !answer.address) return { request_web: "" }
  if (makes("believes any drain") && parsed(theirs.details_web ?? "")?.drained) return { request_web: "" }
  if (answer.address) writeFileSync("had-answer", "")
  const before = parsed(mine.request_web ?? "{}") ?? {}
  const id = (!makes("makes new ids") && before.id) || md5(String(Math.random()))
  const check = { interval: 30, path: "/livez", port: 8080, protocol: "http", retries: 3 }
  const checks = makes("adds a check in each hook") ? [...(before.health_checks ?? []), check] : [check]
  const request = {
    ...{
      id,
      name: "web",
      protocol: "http",
      port_mapping: { 80: 8080 },
      backends: makes("names its units") ? addresses() : [],
      algorithm: [],
      sticky: false,
    },
    ...{ health_checks: checks, public: true, tls_termination: false, tls_cert: null, tls_key: null },
    ...{ ingress_address: null, sent_hash: null },
  }
  if (!makes("sends no hash")) request.sent_hash = md5(dumps(request))
  writeFileSync("sent", "")
  const drains = makes("drains another text") && theirs.extensions?.includes("drain")
  const drain = drains ? { drain_web: dumps({ sent_hash: id, until: "2999-01-31T12:00:00Z" }) } : {}
  const options = optionsFor(theirs, mine, request)
  return {
    ...drain,
    ...options,
    request_web: makes("writes other JSON") ? JSON.stringify(request) : dumps(request),
  }
}

function addresses() {
  const [peers] = ask("relation-ids", "units")
  return [hook, ...ask("relation-list", "-r", peers)].map((_unit, number) => `192.0.2.${number + 1}`)
}
