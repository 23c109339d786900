// Loaded before a charm (node --require). Reports on file descriptor 3 what the charm sent to the agent's socket, and the lengths of the
// replies.
"use strict"
const fs = require("node:fs")

const { writeSync, writevSync, readvSync } = fs
const calls = []

fs.writevSync = (fd, buffers) => {
  calls.push({ send: Buffer.concat(buffers).toString("base64"), reply: 0 })
  return writevSync(fd, buffers)
}
fs.readvSync = (fd, buffers) => {
  const count = readvSync(fd, buffers)
  // The launcher reads files before the first call.
  const last = calls.at(-1)
  if (last !== undefined) last.reply += count
  return count
}

process.on("exit", () => writeSync(3, JSON.stringify(calls)))
