// Opens the dashboard of an empty model and prints the names of the files that its page is made of.
import { execFileSync, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const MINIJUJU = "node_modules/minijuju/bin/minijuju.js"
const home = mkdtempSync(join(tmpdir(), "mjc-"))
const env = { ...process.env, MINIJUJU_HOME: home }
const run = (...args) => execFileSync(process.execPath, [MINIJUJU, ...args], { env, stdio: "ignore" })
run("add-model", "dev")
const dashboard = spawn(process.execPath, [MINIJUJU, "dashboard", "--json"], {
  env,
  stdio: ["ignore", "pipe", "inherit"],
})
const ended = new Promise((resolve) => dashboard.once("exit", resolve))
try {
  const line = await Promise.race([new Promise((resolve) => dashboard.stdout.once("data", resolve)), ended])
  const { url } = JSON.parse(String(line))
  const page = await (await fetch(url)).text()
  for (const [, name] of page.matchAll(/(?:href|src)="([^"#]+)"/g)) {
    const { status } = await fetch(url + name)
    console.log(name, status)
  }
} finally {
  dashboard.kill("SIGINT")
  console.log("ended with", await ended)
  run("shutdown")
  rmSync(home, { recursive: true, force: true })
}
