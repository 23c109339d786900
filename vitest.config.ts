import { delimiter } from "node:path"
import { defineConfig } from "vitest/config"
import { E2E, PROCESS, TESTS } from "./suite/projects.ts"

// Packages are tested from their sources: no build stands between an edit and its test.
const conditions = ["charmkit-source"]

// With CHARMKIT_RUNTIME=bun the charms of this run are programs of 110 MB, each compiled and compressed where it is needed.
const onBun = process.env.CHARMKIT_RUNTIME === "bun"
const slower = onBun ? 10 : 1
// Projects in folders of their own, where npm has installed no Bun, find this repository's.
if (onBun) {
  const architecture = process.arch === "arm64" ? "aarch64" : process.arch
  const bun = `${import.meta.dirname}/node_modules/@oven/bun-linux-${architecture}/bin`
  process.env.PATH = [process.env.PATH, bun].join(delimiter)
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 20_000 * slower,
    hookTimeout: 60_000 * slower,
    globalSetup: "./suite/run-folder.ts",
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: TESTS,
          exclude: ["**/node_modules/**", ...PROCESS, ...E2E],
          isolate: process.env.ISO !== "0",
          pool: (process.env.POOL ?? "forks") as "forks",
        },
      },
      { extends: true, test: { name: "process", include: PROCESS } },
      { extends: true, test: { name: "e2e", include: E2E } },
    ],
  },
})
