import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { bunHere } from "../packages/pack/tests/support/bun.ts"
import { isDeep } from "../suite/doses.ts"

const ROOT = fileURLToPath(new URL("..", import.meta.url))
/** Of these a charm is made. The usual dose is what is next to the runtime: processes, streams and sockets. */
const TESTS = isDeep
  ? ["packages/ops", "packages/reactive", "packages/loadbalancer"]
  : ["packages/ops/src", "packages/ops/tests/socket-runner.test.ts"]

const bun = bunHere("the tests of a charm's packages, run by Bun")

test.skipIf(bun === undefined)(
  "Bun runs the tests of the packages that a charm is made of, and all of them pass",
  { timeout: 600_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), "on-bun-"))
    try {
      const report = join(dir, "report.json")
      const vitest = ["--bun", "node_modules/vitest/vitest.mjs", "run", ...TESTS]
      // Beside the tests that run meanwhile.
      const modest = ["--maxWorkers=1", "--testTimeout=120000"]
      const child = spawn(
        bun?.file ?? "",
        [...vitest, ...modest, "--reporter=json", `--outputFile=${report}`],
        {
          cwd: ROOT,
          // What this Vitest tells its tests is not for the other one.
          env: Object.fromEntries(
            Object.entries(process.env).filter(
              ([name]) => !/^(VITEST|TEST$|NODE_ENV$|CHARMKIT_DEEP$)/.test(name),
            ),
          ),
          stdio: "ignore",
        },
      )
      await once(child, "close")
      const { failed, passed } = outcomes(JSON.parse(await readFile(report, "utf8")))
      expect(failed).toEqual([])
      expect(passed).toBeGreaterThan(isDeep ? 1_500 : 100)
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
)

/** Of Vitest's report: how many tests have passed, and what the others say. */
function outcomes(report: unknown): { readonly passed: number; readonly failed: readonly string[] } {
  const results = listOf(report, "testResults").flatMap((file) => {
    const tests = listOf(file, "assertionResults")
    // A file that could not be read has no tests.
    return tests.length === 0 ? [file] : tests
  })
  const statusOf = (result: unknown) => (isObject(result) ? result.status : undefined)
  // What needs Go, say, is left out where there is none, and this Vitest has said so itself.
  const fine = ["passed", "skipped", "pending"]
  return {
    passed: results.filter((result) => statusOf(result) === "passed").length,
    failed: results
      .filter((result) => !fine.includes(String(statusOf(result))))
      .map((result) => JSON.stringify(result)),
  }
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = isObject(value) ? value[key] : undefined
  if (!Array.isArray(list)) throw new Error(`Vitest's report has no list "${key}"`)
  return list
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
}
