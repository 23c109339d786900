/** The versions that these templates are tested with. Those of the charm's own packages are in the templates. */
export const TOOLS = {
  "@biomejs/biome": "2.5.15",
  "@types/node": "^20.19.0",
  typescript: "7.0.2",
  vitest: "4.1.12",
}

/** Makes the package.json of a project from that of its template. */
export function packageJson(name: string, template: string): string {
  const { dependencies, devDependencies }: Dependencies = JSON.parse(template)
  const own = devDependencies["@charmkit/testing"] ?? "*"
  const tools = {
    ...devDependencies,
    "@charmkit/pack": own,
    "loadbalancer-interface": own,
    minijuju: own,
    ...TOOLS,
  }
  const needed = Object.entries(tools).filter(([tool]) => !(tool in dependencies))
  const content = {
    name,
    private: true,
    version: "0.1.0",
    license: "Apache-2.0",
    type: "module",
    scripts: {
      pack: "charmkit-pack",
      test: "vitest run",
      typecheck: "tsc",
      lint: "biome check .",
      check: "npm run lint && npm run typecheck && npm test",
    },
    dependencies,
    devDependencies: Object.fromEntries(needed.sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

interface Dependencies {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
