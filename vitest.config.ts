import { defineConfig } from "vitest/config"

// Packages are tested from their sources: no build stands between an edit and its test.
const conditions = ["charmkit-source"]

// With CHARMKIT_RUNTIME=bun the charms of this run are programs of 110 MB, each compiled and compressed where it is needed.
const slower = process.env.CHARMKIT_RUNTIME === "bun" ? 10 : 1

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
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
