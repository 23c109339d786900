import { cp, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Fixtures } from "./fixtures.ts"
import type { QuietHook } from "./startup-hooks.ts"

/** A hook of a copy of the charm without one of the startup optimizations (`decisions/008-runtime.md`). */
export interface WithoutOne {
  readonly label: string
  /** The charm's launcher. */
  readonly program: string
  readonly env: QuietHook["held"]["env"]
}

type Change = readonly [label: string, file: string, change: (text: string) => string]

const WITHOUT_PIPE: Change = [
  "connected through node:net",
  "src/charm.cjs",
  (code) => replaced(code, 'process,"binding"', 'process,"nothing"'),
]
const MODULES_AT_ONCE: Change = [
  "modules of Node.js loaded at once",
  "src/charm.cjs",
  (code) => replaced(code, "=__later(", "=require("),
]
const NODES_CACHE: Change = [
  "with module.enableCompileCache",
  "src/start.cjs",
  () => 'require("node:module").enableCompileCache(__dirname + "/kept")\nrequire("./charm.cjs")\n',
]
const NO_CACHE: Change = ["without a code cache", "src/start.cjs", () => 'require("./charm.cjs")\n']

/** One copy for each optimization. Node.js 20 has no compile cache of its own. */
export async function withoutOne(fixtures: Fixtures, hooks: readonly QuietHook[]): Promise<WithoutOne[]> {
  const hasCache = Number(process.versions.node.split(".")[0]) >= 22
  const changes = [WITHOUT_PIPE, MODULES_AT_ONCE, ...(hasCache ? [NODES_CACHE] : []), NO_CACHE]
  return Promise.all(
    hooks.flatMap(({ charm, held: { env }, file }, hook) =>
      changes.map(async ([what, path, change], at): Promise<WithoutOne> => {
        const copy = join(fixtures.dir, `without-${hook}-${at}`)
        await cp(dirname(dirname(file("src/charm.cjs"))), copy, {
          recursive: true,
          filter: (name) => !name.endsWith(".cache"),
        })
        await writeFile(join(copy, path), change(await readFile(join(copy, path), "utf8")))
        return {
          label: `${charm}, ${what}`,
          program: join(copy, "src/start.cjs"),
          env: { ...env, JUJU_CHARM_DIR: copy, CHARM_DIR: copy },
        }
      }),
    ),
  )
}

function replaced(code: string, from: string, to: string): string {
  if (!code.includes(from)) throw new Error(`the bundle has no ${from} to measure without`)
  return code.replaceAll(from, to)
}
