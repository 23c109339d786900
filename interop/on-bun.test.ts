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
/**
 * Test files that also run on Bun. By default only those about processes, streams and sockets, where the runtimes differ; with `npm run
 * test:deep` all.
 */
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
      // Uses one worker and long timeouts, because other tests run at the same time.
      const modest = ["--maxWorkers=1", "--testTimeout=120000"]
      const child = spawn(
        bun?.file ?? "",
        [...vitest, ...modest, "--reporter=json", `--outputFile=${report}`],
        {
          cwd: ROOT,
          // Without the variables that this Vitest sets for its own tests.
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

/** Counts the passed tests in Vitest's report, and collects the failed ones. */
function outcomes(report: unknown): { readonly passed: number; readonly failed: readonly string[] } {
  const results = listOf(report, "testResults").flatMap((file) => {
    const tests = listOf(file, "assertionResults")
    // A file that failed to load has no tests.
    return tests.length === 0 ? [file] : tests
  })
  const statusOf = (result: unknown) => (isObject(result) ? result.status : undefined)
  // Tests whose tools are missing, for example Go, are skipped; this Vitest has already reported them.
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
