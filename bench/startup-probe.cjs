// Loaded before a measured program (node --require). Reports on file descriptor 3 where its time went, in milliseconds, and its memory in
// bytes.
"use strict"
const fs = require("node:fs")

const { writeSync, readSync } = fs
// The monotonic clock, which all processes of a machine share. `performance` would load more code than the measured program.
const now = () => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
const begun = now()
const origin = begun - process.uptime() * 1000
let firstCall
let waiting = 0
let asked

// Duration of hook tool calls over the agent's socket: from the first byte of a question to the first byte of its answer.
fs.writeSync = (...args) => {
  asked ??= now()
  firstCall ??= asked
  return writeSync(...args)
}
// Throws while there is no answer yet.
fs.readSync = (...args) => {
  const count = readSync(...args)
  if (asked !== undefined) waiting += now() - asked
  asked = undefined
  return count
}

// `resourceUsage().maxRSS` would include the peak of the parent process.
const peak = () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1])

process.on("exit", () => {
  const ended = now()
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  const cpu = (userCPUTime + systemCPUTime) / 1000
  const report = { origin, begun, firstCall: firstCall ?? ended, waiting, ended, cpu, rss: peak() }
  writeSync(3, JSON.stringify(report))
})
