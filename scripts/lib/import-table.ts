/** What the files of one folder may import in addition to each other. */
export interface ImportRow {
  /** A folder, or one file. For each file, the row with the longest matching path applies. */
  readonly folder: string
  /**
   * - a folder of this repository: its files (only inside one package)
   * - the name of a public entry: `@charmkit/ops/metadata`; or all of a package: `@charmkit/ops/*`
   * - `node:*`, or one module: `node:crypto`
   * - `npm:*`: what package.json lists; or one package: `npm:yaml`
   */
  readonly may: readonly string[]
  /** Names from which only types may be imported. */
  readonly typesOf?: readonly string[]
}

const ops = "packages/ops/src"
const loadbalancer = "packages/loadbalancer/src"
const minijuju = "packages/minijuju/src"

/** Rows of folders of which each may import all before it, and what follows its name; of ops also types. */
function levels(root: string, folders: readonly (readonly [string, ...string[]])[]): ImportRow[] {
  return folders.map(([name, ...others], level) => ({
    folder: `${root}/${name}`,
    may: [...folders.slice(0, level).map(([lower]) => `${root}/${lower}`), ...others],
    typesOf: ["@charmkit/ops/*"],
  }))
}

/** The layers of the project. The check fails for a folder of ops, loadbalancer or minijuju without a row. */
export const importTable: readonly ImportRow[] = [
  { folder: `${ops}/agent-protocol`, may: ["node:*"] },
  { folder: `${ops}/hook-tools`, may: ["node:*", `${ops}/agent-protocol`] },
  { folder: `${ops}/metadata`, may: [] },
  { folder: `${ops}/metadata/yaml.ts`, may: [`${ops}/metadata`, "npm:yaml"] },
  { folder: `${ops}/framework`, may: ["node:*"] },
  { folder: `${ops}/model`, may: [`${ops}/hook-tools`, `${ops}/metadata`, "node:*"] },
  {
    folder: `${ops}/charm`,
    may: [`${ops}/framework`, `${ops}/model`, `${ops}/metadata`, "node:*"],
    typesOf: [`${ops}/hook-tools`],
  },
  { folder: `${ops}/schema`, may: [], typesOf: [`${ops}/model`] },
  { folder: `${ops}/dispatch`, may: [ops, "node:*"] },
  { folder: `${ops}/tracing`, may: [ops, "node:*"] },

  { folder: `${loadbalancer}/schema`, may: [], typesOf: [`${loadbalancer}/wire`] },
  { folder: `${loadbalancer}/wire`, may: ["node:crypto", `${loadbalancer}/schema`] },
  { folder: `${loadbalancer}/describe`, may: [`${loadbalancer}/schema`, `${loadbalancer}/wire`] },
  {
    folder: `${loadbalancer}/interface`,
    may: [`${loadbalancer}/wire`, `${loadbalancer}/schema`, "@charmkit/ops"],
  },
  {
    folder: `${loadbalancer}/engine`,
    may: [`${loadbalancer}/interface`, `${loadbalancer}/wire`, `${loadbalancer}/schema`, "@charmkit/ops"],
  },
  {
    folder: `${loadbalancer}/classic`,
    may: [`${loadbalancer}/engine`, `${loadbalancer}/interface`, `${loadbalancer}/wire`, "@charmkit/ops"],
  },
  {
    folder: `${loadbalancer}/declarative`,
    may: [
      `${loadbalancer}/engine`,
      `${loadbalancer}/interface`,
      `${loadbalancer}/wire`,
      `${loadbalancer}/schema`,
      "@charmkit/ops",
    ],
  },
  {
    folder: `${loadbalancer}/health`,
    may: [
      `${loadbalancer}/classic`,
      `${loadbalancer}/engine`,
      `${loadbalancer}/interface`,
      `${loadbalancer}/wire`,
      "@charmkit/ops",
    ],
  },
  {
    folder: `${loadbalancer}/options`,
    may: [`${loadbalancer}/engine`, `${loadbalancer}/interface`, `${loadbalancer}/wire`, "@charmkit/ops"],
  },
  {
    folder: `${loadbalancer}/testing`,
    may: [`${loadbalancer}/interface`, `${loadbalancer}/wire`, `${loadbalancer}/schema`],
    typesOf: [`${loadbalancer}/declarative`],
  },
  { folder: `${loadbalancer}/testing/lb-charms.ts`, may: ["node:*"] },
  {
    folder: `${loadbalancer}/testing/vitest-fixture.ts`,
    may: [`${loadbalancer}/testing`, "@charmkit/testing/*"],
  },
  {
    folder: `${loadbalancer}/explain`,
    may: [
      `${loadbalancer}/describe`,
      `${loadbalancer}/engine`,
      `${loadbalancer}/wire`,
      `${loadbalancer}/schema`,
      "node:*",
    ],
  },
  { folder: `${loadbalancer}/cli.ts`, may: [`${loadbalancer}/explain`, "node:*", "npm:yaml"] },

  { folder: "packages/reactive/src", may: ["@charmkit/ops/*", "node:*"] },

  ...levels(minijuju, [
    ["state", "node:*"],
    ["rules"],
    ["charm", "@charmkit/ops/metadata", "npm:yauzl", "node:*"],
    ["operator", "npm:ajv"],
    ["context", "node:*"],
    ["hook-tools", "@charmkit/ops/metadata", "npm:yaml", "node:*"],
    ["agent", "@charmkit/ops/agent-protocol", "npm:esbuild", "node:*"],
    ["store", "node:*"],
    ["model", "node:*"],
    ["controller", "node:*"],
    ["dashboard", "node:*"],
    ["cli", "@charmkit/ops/metadata", "npm:yaml", "node:*"],
    ["daemon", "node:*"],
    ["client", "node:*"],
  ]),
  { folder: `${minijuju}/cli.ts`, may: [minijuju, "node:*"] },
  {
    folder: "packages/testing/src",
    may: ["minijuju/*", "@charmkit/ops/*", "@charmkit/pack", "node:*", "npm:*"],
  },
  {
    folder: "packages/conformance/src",
    may: [
      "@charmkit/testing/juju",
      "@charmkit/ops/metadata",
      "loadbalancer-interface/*",
      "minijuju",
      "node:*",
      "npm:*",
    ],
  },
  { folder: "packages/create-charm/src", may: ["node:*"] },
  { folder: "packages/pack/src", may: ["@charmkit/ops/metadata", "node:*", "npm:*"] },

  { folder: "charms/*/src", may: ["@charmkit/ops/*", "loadbalancer-interface/*", "node:*"] },
  {
    folder: "examples/*/src",
    may: ["@charmkit/ops/*", "@charmkit/reactive", "loadbalancer-interface/*", "node:*"],
  },
]

/** Modules that must not be reachable at run time by any chain of imports. */
export const neverReached: readonly { from: string; target: string; because: string }[] = [
  {
    from: `${loadbalancer}/cli.ts`,
    target: "@charmkit/ops",
    because: "the command `explain` runs without a framework",
  },
  {
    from: `${ops}/index.ts`,
    target: `${ops}/metadata/yaml.ts`,
    because: "a charm must not carry a YAML parser",
  },
  {
    from: `${minijuju}/index.ts`,
    target: `${minijuju}/daemon/daemon.ts`,
    because: "a model inside a test needs no background process",
  },
]
