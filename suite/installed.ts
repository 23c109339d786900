import { copyFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { type SmokeProject, smokeProject } from "../scripts/lib/package-smoke-project.ts"
import { withCertificates } from "./extra-certificates.ts"
import { once } from "./once.ts"
import { builtTarballs } from "./tarballs.ts"

/** Installs packages into a project, and fetches nothing without need. */
export function install(project: SmokeProject, ...args: string[]): Promise<string> {
  return project.run(
    ...withCertificates("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...args),
  )
}

/**
 * Makes a project in which all packages are installed from their tarballs, with Vitest and the types of Node.js. npm installs them once for
 * all test files of a run, which takes longer than most tests of them.
 */
export async function projectWithPackages(): Promise<SmokeProject> {
  const files = (await builtTarballs()).map(({ file }) => file)
  const installed = await once("installed", (folder) =>
    install(smokeProject(folder), ...files, "vitest@4", "@types/node@20"),
  )
  const project = smokeProject()
  copyFileSync(join(installed, "package.json"), join(project.folder, "package.json"))
  symlinkSync(join(installed, "node_modules"), join(project.folder, "node_modules"))
  return project
}
