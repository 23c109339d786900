import { readFileSync } from "node:fs"
import type { PackageManager } from "./package-manager.ts"

/** The versions that the templates are tested with. */
export const TOOLS = {
  "@biomejs/biome": "2.5.15",
  "@types/node": "^20.19.0",
  typescript: "7.0.2",
  vitest: "4.1.12",
}

/** Also packages of this repository. All of them have the same version. */
const CHARM_TOOLS = ["@charmkit/pack", "@charmkit/testing", "minijuju"]

/**
 * Makes the package.json of a project.
 * @param charm the text of its charm.ts, whose imports are its dependencies
 */
export function packageJson(name: string, charm: string, manager: PackageManager): string {
  const imported = [...charm.matchAll(/ from "(@charmkit\/\w+|loadbalancer-interface)"/g)].map(
    ([, found = ""]) => found,
  )
  // A peer dependency of both other packages.
  const needed = [...new Set(["@charmkit/ops", ...imported])].sort()
  const tools = Object.entries(TOOLS)
  const content = {
    name,
    private: true,
    version: "0.1.0",
    license: "Apache-2.0",
    type: "module",
    scripts: {
      pack: "charmkit-pack",
      types: "charmkit-pack --types",
      test: "vitest run",
      typecheck: "tsc",
      lint: "biome check .",
      check: "charmkit-pack --types && biome check . && tsc && vitest run",
    },
    dependencies: withVersion(needed),
    devDependencies: Object.fromEntries(
      [...Object.entries(withVersion(CHARM_TOOLS)), ...tools]
        .filter(([tool]) => !needed.includes(tool))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    // npm 11 warns of install scripts without a decision. esbuild works without its own, which npm 11 does not run anyway.
    ...(manager === "npm" && { allowScripts: { esbuild: false } }),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function withVersion(names: readonly string[]): Readonly<Record<string, string>> {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  )
  return Object.fromEntries(names.map((name) => [name, `^${version}`]))
}
