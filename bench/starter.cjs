// A small process that starts the measured ones (bench/starter.ts): starting a process takes longer if the parent uses more memory.
"use strict"
const { spawn } = require("node:child_process")

// The monotonic clock, which all processes of a machine share, as in startup-probe.cjs.
const now = () => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

process.on("message", ({ file, args, env }) => {
  const started = now()
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "ignore", "pipe"], env })
  let text = ""
  child.stdio[3].on("data", (bytes) => (text += bytes))
  child.once("error", (error) => process.send({ started, ended: now(), code: error.message, text }))
  child.once("close", (code) => process.send({ started, ended: now(), code, text }))
})
