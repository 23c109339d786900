#!/usr/bin/env node
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const source = new URL("../src/cli.ts", import.meta.url)
if (existsSync(source)) {
  // In the repository, run the sources like every other script there. Published packages contain no src.
  const loader = import.meta.resolve("tsx")
  const args = ["--conditions=charmkit-source", "--import", loader, fileURLToPath(source)]
  const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, MINIJUJU_PROGRAM: process.argv[1] },
  })
  // On Ctrl+C, the terminal sends SIGINT to the parent and to the child.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"))
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
} else {
  await import("../dist/cli.js")
}
