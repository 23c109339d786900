/** What the worker tells: connected once, then what arrives, and at last why there is no more. */
export type TlsNews =
  | { readonly kind: "connected" }
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "closed" }
  | { readonly kind: "error"; readonly reason: string }

/**
 * Keeps the TLS connection while the charm's own thread waits. A text, so that a bundled charm needs no second file; in plain
 * JavaScript, because nothing compiles it.
 */
export const TLS_WORKER = `
const { workerData } = require("node:worker_threads")
const { connect } = require("node:tls")
const { options, news, wake } = workerData
const tell = (message) => {
  news.postMessage(message)
  Atomics.add(wake, 0, 1)
  Atomics.notify(wake, 0)
}
const fail = (error) => tell({ kind: "error", reason: String((error && (error.code || error.message)) || error) })
process.on("uncaughtException", fail)
try {
  const socket = connect(options)
  socket.setNoDelay(true)
  socket.on("secureConnect", () => tell({ kind: "connected" }))
  socket.on("data", (bytes) => tell({ kind: "data", bytes: new Uint8Array(bytes) }))
  socket.on("error", fail)
  socket.on("close", () => tell({ kind: "closed" }))
  news.on("message", (bytes) => socket.write(bytes))
  news.on("close", () => socket.destroy())
} catch (error) {
  fail(error)
}
`
