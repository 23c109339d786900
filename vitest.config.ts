import { delimiter } from "node:path"
import { defineConfig } from "vitest/config"

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
    globalSetup: ["scripts/lib/build/tarballs-of-run.ts"],
    include: [
      "packages/*/{src,tests}/**/*.test.ts",
      "examples/*/src/**/*.test.ts",
      // A charm of one's own in a folder here, as the README has it.
      "*/src/**/*.test.ts",
      "demo/**/*.test.ts",
      "bench/**/*.test.ts",
      "scripts/**/*.test.ts",
      "interop/**/*.test.ts",
    ],
    testTimeout: 20_000 * slower,
    hookTimeout: 60_000 * slower,
  },
})
