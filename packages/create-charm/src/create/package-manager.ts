export const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn"] as const
/** What installs the project's packages. `yarn` is Yarn 2 or newer. */
export type PackageManager = (typeof PACKAGE_MANAGERS)[number]

/** The manager that runs this, by its `npm_config_user_agent`, as in `pnpm/10.2.0 npm/? node/v24.0.0`; npm for every other one, and Yarn 1. */
export function managerOf(agent: string): PackageManager {
  const running = PACKAGE_MANAGERS.find((name) => agent.startsWith(`${name}/`))
  return running === undefined || isYarn1(agent) ? "npm" : running
}

/** Yarn 1 does not know the options and the configuration of its successors. */
export function isYarn1(agent: string): boolean {
  return /^yarn\/[01]\./.test(agent)
}

/** What installs exactly what the lock file says, on machines that have npm only: a pipeline's, and charmcraft's. */
const INSTALL_LOCKED: Readonly<Record<PackageManager, string>> = {
  npm: "npm ci",
  pnpm: "npx --yes pnpm@10 install --frozen-lockfile",
  yarn: "npx --yes @yarnpkg/cli-dist@4 install --immutable",
}

/** Replaces npm's commands in a text of the templates. */
export function withManager(text: string, manager: PackageManager): string {
  return text
    .replaceAll("npm ci", INSTALL_LOCKED[manager])
    .replace(/\bnpm (?=install\b|run\b)/g, `${manager} `)
}

/**
 * The project's files that depend on the manager. The compiler and other tools read packages from `node_modules`, which Yarn makes only if asked
 * to; `.yarn/` has its state of the installation. pnpm 10 warns of install scripts without a decision, pnpm 11 fails.
 *
 * @param gitignore what every project ignores
 */
export function managerFiles(manager: PackageManager, gitignore: string): ReadonlyMap<string, string> {
  switch (manager) {
    case "npm":
      return new Map([[".gitignore", gitignore]])
    case "pnpm":
      return new Map([
        [".gitignore", gitignore],
        ["pnpm-workspace.yaml", "allowBuilds:\n  esbuild: false\n"],
      ])
    case "yarn":
      return new Map([
        [".gitignore", `${gitignore}.yarn/\n`],
        [".yarnrc.yml", "nodeLinker: node-modules\n"],
      ])
  }
}
