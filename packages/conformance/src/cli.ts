import { runCli } from "./cli/run.ts"

const { stdout, stderr } = process

// A reader that has seen enough (`| head`) is no failure of ours.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
  })
}

// Interrupted, it still removes its model; a second signal ends it at once.
const interrupted = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort())

const streams = { stdout: (text: string) => stdout.write(text), stderr: (text: string) => stderr.write(text) }
process.exitCode = await runCli(process.argv.slice(2), streams, interrupted.signal)
