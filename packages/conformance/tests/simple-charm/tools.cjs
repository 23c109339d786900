// What the files of the simple charm share: its mistake, hook tools, JSON.
const { execFileSync } = require("node:child_process")
const { createHash } = require("node:crypto")
const { readFileSync } = require("node:fs")

const mistake = readFileSync("mistake", "utf8")
const makes = (one) => mistake === one

const run = (tool, ...args) => execFileSync(tool, args, { encoding: "utf8" })
const ask = (tool, ...args) => JSON.parse(run(tool, "--format=json", ...args) || "null")

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

module.exports = { ask, dumps, makes, md5, parsed, run }
