// Loaded before a measured program (node --require): tells on descriptor 3 where its time went. Milliseconds; bytes.
"use strict"
const fs = require("node:fs")

const { writeSync, writevSync, readvSync } = fs
// The clock that all processes of a machine share. `performance` would load more than the program that is measured.
const now = () => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
const begun = now()
const origin = begun - process.uptime() * 1000
let firstCall
let waiting = 0
let asked

// Hook-tool calls over the agent's socket: from the first byte of a question to the first byte of its answer.
fs.writevSync = (...args) => {
  asked ??= now()
  firstCall ??= asked
  return writevSync(...args)
}
fs.readvSync = (...args) => {
  const count = readvSync(...args)
  if (asked !== undefined) waiting += now() - asked
  asked = undefined
  return count
}

// Not resourceUsage().maxRSS: it counts what the starting process had.
const peak = () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1])

process.on("exit", () => {
  const ended = now()
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  const cpu = (userCPUTime + systemCPUTime) / 1000
  const report = { origin, begun, firstCall: firstCall ?? ended, waiting, ended, cpu, rss: peak() }
  writeSync(3, JSON.stringify(report))
})
