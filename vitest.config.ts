import { availableParallelism } from "node:os"
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config"
import { bunOnPath } from "./suite/bun-on-path.ts"
import { isDeep } from "./suite/doses.ts"
import { cacheByManifests } from "./suite/module-cache.ts"
import { RUN_FOLDER } from "./suite/once.ts"
import { DEEP, E2E, PROCESS, TESTS } from "./suite/projects.ts"

// Packages are tested from their sources: no build stands between an edit and its test.
const conditions = ["charmkit-source"]

// With CHARMKIT_RUNTIME=bun the charms of this run are programs of 110 MB, each compiled and compressed where it is needed.
const onBun = process.env.CHARMKIT_RUNTIME === "bun"
const slower = onBun ? 10 : 1
bunOnPath()

// Tests that start processes wait for these and for networks about as long as they compute; unit tests only compute.
const cores = availableParallelism()
const waiting = { maxWorkers: 2 * cores + 1, sequence: { groupOrder: 1 } }
const computing = { maxWorkers: cores, sequence: { groupOrder: 2 } }

const node_modules = "**/node_modules/**"
const usual: TestProjectInlineConfiguration[] = [
  {
    extends: true,
    test: { name: "unit", include: TESTS, exclude: [node_modules, ...PROCESS, ...E2E], ...computing },
  },
  { extends: true, test: { name: "process", include: PROCESS, ...waiting } },
  { extends: true, test: { name: "e2e", include: E2E, ...waiting } },
]
const deep: TestProjectInlineConfiguration[] = [
  { extends: true, test: { name: "deep", include: DEEP, testTimeout: 900_000, ...waiting } },
]

export default defineConfig({
  plugins: [cacheByManifests()],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Limits for a test that hangs, not for a slow machine: a test measures processor time or waits for an event.
    testTimeout: 300_000 * slower,
    hookTimeout: 300_000 * slower,
    // One process for many files: most of them take longest for the start of Node.js and the same imports.
    isolate: false,
    globalSetup: "./suite/run-folder.ts",
    // Unchanged sources are not transformed again. A run that a test starts in a temporary folder would leave its modules in the cache.
    experimental: { fsModuleCache: process.env[RUN_FOLDER] === undefined },
    projects: isDeep ? deep : usual,
  },
})
