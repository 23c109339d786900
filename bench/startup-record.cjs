// Loaded before a charm (node --require). Reports on file descriptor 3 what the charm sent to the agent's socket, and the lengths of the
// replies.
"use strict"
const fs = require("node:fs")

const { writeSync, readSync } = fs
const calls = []

fs.writeSync = (fd, bytes, at) => {
  calls.push({ send: Buffer.from(bytes).toString("base64"), reply: 0 })
  return writeSync(fd, bytes, at)
}
fs.readSync = (...args) => {
  const count = readSync(...args)
  // The launcher reads files before the first call.
  const last = calls.at(-1)
  if (last !== undefined) last.reply += count
  return count
}

process.on("exit", () => writeSync(3, JSON.stringify(calls)))
