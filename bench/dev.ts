import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { appendFile, cp, readdir, symlink } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Benchmark } from "./benchmark.ts"
import type { Fixtures } from "./fixtures.ts"
import { processTime } from "./floor.ts"

/** Seconds from saving a file until the model has settled. */
const BUDGET = 1

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const PROGRAM = [path("packages/minijuju/bin/minijuju.js")] as const

/** The loop of `minijuju dev`: a charm's file is saved, packed, refreshed, and its hooks have run. */
export const dev: Benchmark = {
  name: "dev",
  about: "minijuju dev, from saving a charm's source until its unit has run its hooks, against the budget",
  async run(fixtures) {
    const names = fixtures.quick ? ["lb-provider"] : await examples()
    const folders = await Promise.all(names.map((name) => copied(fixtures, name)))
    const env = {
      ...process.env,
      MINIJUJU_HOME: join(fixtures.dir, "home"),
      MINIJUJU_UPDATE_STATUS_INTERVAL: "0",
    }
    const args = [...PROGRAM, "dev", "--json", "--condition", "charmkit-source", ...folders]
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] })
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      const event = async (name: string) => {
        for (;;) {
          const { value, done } = await lines.next()
          if (done) throw new Error("minijuju dev has ended")
          if (JSON.parse(String(value)).event === name) return
        }
      }
      for (const _ of folders) await event("deployed")
      await event("settled")
      let edits = 0
      const save = async (folder: string) => {
        const started = performance.now()
        edits += 1
        await appendFile(join(folder, "src/charm.ts"), `process.env.EDIT = "${edits}"\n`)
        await event("refreshed")
        await event("settled")
        return (performance.now() - started) / 1000
      }
      const takers = Object.fromEntries(folders.map((folder, i) => [names[i] ?? "", () => save(folder)]))
      const taken = await fixtures.inTurns(fixtures.quick ? 1 : 9, {
        // Shows how busy the machine is: alone, it takes some 0.04 s.
        "node -e 0": async () => (await processTime(process.execPath, ["-e", "0"])) / 1000,
        ...takers,
      })
      const rows = [...taken].map(([label, samples]) => ({ label, samples }))
      return {
        groups: [
          {
            title: "saved, the unit idle",
            unit: "s",
            rows: [{ label: "budget", samples: [BUDGET] }, ...rows],
          },
        ],
      }
    } finally {
      child.kill("SIGINT")
      if (child.exitCode === null) await once(child, "exit")
      await promisify(execFile)(process.execPath, [...PROGRAM, "shutdown"], { env })
    }
  },
}

async function examples(): Promise<string[]> {
  const names = await readdir(path("examples"))
  return names.filter((name) => !name.includes("."))
}

/** Copies an example, because the benchmark edits it. */
async function copied(fixtures: Fixtures, name: string): Promise<string> {
  const folder = join(fixtures.dir, name)
  await cp(path(`examples/${name}`), folder, {
    recursive: true,
    filter: (file) => !file.endsWith("node_modules"),
  })
  await symlink(path("node_modules"), join(folder, "node_modules"))
  return folder
}
