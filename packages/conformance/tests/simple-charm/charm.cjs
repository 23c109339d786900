// A charm of either side in one file, without a framework or library: what a charm in any language has to do. The file `mistake` names one
// that it makes, from those that charms in the field have made.
const { execFileSync } = require("node:child_process")
const { createHash } = require("node:crypto")
const { existsSync, readFileSync, writeFileSync } = require("node:fs")

const makes = (mistake) => readFileSync("mistake", "utf8") === mistake
const isProvider = readFileSync("side", "utf8") === "provider"
const hook = process.env.JUJU_DISPATCH_PATH ?? ""

const run = (tool, ...args) => execFileSync(tool, args, { encoding: "utf8" })
const ask = (tool, ...args) => JSON.parse(run(tool, "--format=json", ...args) || "null")

const isLeader = ask("is-leader")
if (hook.endsWith("-broken") && makes("dies of the end")) throw new Error("the relation has ended")
if (isLeader || makes("writes as a follower")) for (const id of ask("relation-ids", "lb")) serve(id)

function serve(id) {
  if (hook.endsWith("-broken") && process.env.JUJU_RELATION_ID === id) return
  const peer = ask("relation-list", "--app", "-r", id)
  const theirs = peer ? (ask("relation-get", "-r", id, "--app", "-", peer) ?? {}) : {}
  const mine = isLeader ? (ask("relation-get", "-r", id, "--app", "-", process.env.JUJU_UNIT_NAME) ?? {}) : {}
  const agreed = /^\s*0*[1-9][0-9]*\s*$/.test(theirs.version ?? "")
  const writes = isProvider ? responses(theirs, mine, agreed) : requests(theirs, mine, agreed)
  const pairs = Object.entries({ version: "1", ...writes }).map(([key, value]) => `${key}=${value}`)
  run("relation-set", "-r", id, "--app", ...pairs)
}

function responses(theirs, mine, agreed) {
  const writes = {}
  if (!agreed) return writes
  const waits = makes("answers in update-status") && !hook.endsWith("update-status")
  for (const key of Object.keys(theirs).filter((one) => one.startsWith("request_") && !waits)) {
    const request = makes("dies on junk") ? JSON.parse(theirs[key]) : parsed(theirs[key])
    if (request === undefined) continue
    const name = makes("answers under the inner name") ? request.name : key.slice("request_".length)
    if (request.name !== name) continue
    if (makes("answers once") && mine[`response_${name}`] !== undefined) continue
    writes[`response_${name}`] = dumps(respond(request))
    if (makes("copies the key")) writes[`note_${name}`] = dumps(request)
  }
  const orphans = Object.keys(mine).filter(
    (key) => key.startsWith("response_") && theirs[key.replace("response_", "request_")] === undefined,
  )
  if (!makes("leaks responses")) for (const key of orphans) writes[key] = ""
  return writes
}

function respond(request) {
  const hash = makes("hashes itself") ? md5(dumps({ ...request, sent_hash: null })) : request.sent_hash
  const response = {
    address: "192.0.2.50",
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

function requests(theirs, mine, agreed) {
  // Kept when the relation ends, as in charms that remember what they have sent.
  const sent = existsSync("sent")
  if (hook.endsWith("-broken") || (makes("asks once") && sent && mine.request_web === undefined)) return {}
  if (!agreed && !makes("asks early")) return {}
  const answer = parsed(theirs.response_web ?? "{}") ?? {}
  if (makes("dies of a refusal") && answer.error) throw new Error(answer.error)
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
  return { request_web: makes("writes other JSON") ? JSON.stringify(request) : dumps(request) }
}

function addresses() {
  const [peers] = ask("relation-ids", "units")
  return [hook, ...ask("relation-list", "-r", peers)].map((_unit, number) => `192.0.2.${number + 1}`)
}

function parsed(text) {
  try {
    const value = JSON.parse(text)
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Canonical text, for values in ASCII. */
function dumps(value) {
  if (Array.isArray(value)) return `[${value.map(dumps).join(", ")}]`
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  const keys = Object.keys(value)
  if (!keys.every((key) => /^[0-9]+$/.test(key))) keys.sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}: ${dumps(value[key])}`).join(", ")}}`
}

function md5(text) {
  return createHash("md5").update(text).digest("hex")
}
