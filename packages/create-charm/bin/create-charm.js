#!/usr/bin/env node
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const source = new URL("../src/cli.ts", import.meta.url)
if (existsSync(source)) {
  // In the repository, run the sources as all other commands do. The published package contains no src.
  const loader = import.meta.resolve("tsx")
  const args = ["--conditions=charmkit-source", "--import", loader, fileURLToPath(source)]
  const { status, error } = spawnSync(process.execPath, [...args, ...process.argv.slice(2)], {
    stdio: "inherit",
  })
  if (error) throw error
  process.exitCode = status ?? 1
} else {
  await import("../dist/cli.js")
}
