import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Tarball } from "../build/make-tarballs.ts"
import { publishedPackages } from "../build/published.ts"
import { webAddress } from "../build/published-manifest.ts"
import { isObject, readPackageJson } from "../package-json.ts"
import { misalignments } from "./align.ts"
import { releaseNotes } from "./changelog.ts"

const run = promisify(execFile)

export interface PublishOptions {
  readonly root: string
  readonly tarballs: readonly Tarball[]
  /** False: only print what would be published. */
  readonly publish: boolean
  /** Publish with npm's provenance statement, signed by the CI service; works in CI only. */
  readonly provenance: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly print: (line: string) => void
}

/**
 * Publishes the tarballs that the registry does not have, dependencies first. An interrupted release can therefore be run again.
 *
 * @throws Error with npm's output if it fails
 */
export async function publishTarballs(options: PublishOptions): Promise<void> {
  const { root, tarballs, publish, env, print } = options
  const { version } = readPackageJson(root, ".")
  for (const { name, file } of inOrder(root, tarballs)) {
    const what = `${name}@${version}`
    if (await isPublished(what, env)) print(`${what} is published already`)
    else if (publish) {
      await run("npm", ["publish", file, ...publishFlags(options)], { env })
      print(`${what} published`)
    } else print(`${what} would be published`)
  }
}

/** Lists the reasons not to release this tree from this environment; does not check the tarballs. */
export function releaseObjections(root: string, env: PublishOptions["env"]): string[] {
  const { repository, version } = readPackageJson(root, ".")
  const changelog = join(root, "CHANGELOG.md")
  const notes = releaseNotes(existsSync(changelog) ? readFileSync(changelog, "utf8") : "", String(version))
  const tag = env.GITHUB_REF_NAME
  const home = env.GITHUB_REPOSITORY && `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}`
  return [
    ...misalignments(root),
    ...(notes === undefined ? [`CHANGELOG.md has no section for ${version}; "npm version" makes it`] : []),
    ...(tag === undefined || tag === `v${version}`
      ? []
      : [`the tag is ${tag}, but package.json says ${version}`]),
    // A registry compares them too, but only with the first package that is published.
    ...(home === undefined || home === webAddress(repository)
      ? []
      : [`this is ${home}, but package.json "repository" says ${webAddress(repository)}`]),
  ]
}

function publishFlags({ root, provenance }: PublishOptions): string[] {
  const { version } = readPackageJson(root, ".")
  return [
    "--access=public",
    `--tag=${String(version).includes("-") ? "next" : "latest"}`,
    ...(provenance ? ["--provenance"] : []),
  ]
}

/** Sorts packages so that each comes after its dependencies. */
function inOrder(root: string, tarballs: readonly Tarball[]): Tarball[] {
  const needs = new Map(
    publishedPackages(root).map(({ folder, name }) => {
      const { dependencies, peerDependencies } = readPackageJson(root, folder)
      return [
        name,
        [dependencies, peerDependencies].flatMap((each) => (isObject(each) ? Object.keys(each) : [])),
      ]
    }),
  )
  const ordered: Tarball[] = []
  const place = (tarball: Tarball) => {
    if (ordered.includes(tarball)) return
    for (const name of needs.get(tarball.name) ?? []) {
      const needed = tarballs.find((each) => each.name === name)
      if (needed) place(needed)
    }
    ordered.push(tarball)
  }
  tarballs.forEach(place)
  return ordered
}

async function isPublished(what: string, env: PublishOptions["env"]): Promise<boolean> {
  try {
    const { stdout } = await run("npm", ["view", what, "version"], { env })
    // npm prints nothing for a version that does not exist.
    return stdout.trim() !== ""
  } catch (error) {
    if (error instanceof Error && "stderr" in error && String(error.stderr).includes("E404")) return false
    throw error
  }
}
