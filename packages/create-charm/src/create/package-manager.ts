export const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn"] as const
/** What installs the project's packages. `yarn` is Yarn 2 or newer. */
export type PackageManager = (typeof PACKAGE_MANAGERS)[number]

/** What installs exactly what the lock file says, on machines that have npm only: a pipeline's, and charmcraft's. */
const INSTALL_LOCKED: Readonly<Record<PackageManager, string>> = {
  npm: "npm ci",
  pnpm: "npx --yes pnpm install --frozen-lockfile",
  yarn: "npx --yes @yarnpkg/cli-dist install --immutable",
}

/** Replaces npm's commands in a text of the templates. */
export function withManager(text: string, manager: PackageManager): string {
  return text
    .replaceAll("npm ci", INSTALL_LOCKED[manager])
    .replace(/\bnpm (?=install\b|run\b)/g, `${manager} `)
}

/** The compiler and other tools read packages from `node_modules`, which Yarn makes only if asked to. */
export function managerFiles(manager: PackageManager): ReadonlyMap<string, string> {
  return new Map(manager === "yarn" ? [[".yarnrc.yml", "nodeLinker: node-modules\n"]] : [])
}
