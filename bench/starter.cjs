// A small process that starts the measured ones (bench/starter.ts): a start takes longer the more memory the starting process has.
"use strict"
const { spawn } = require("node:child_process")

// As in startup-probe.cjs: the clock that all processes of a machine share.
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
