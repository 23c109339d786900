import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs"
import { basename, join } from "node:path"
import { bundleToolClient } from "../../../packages/minijuju/src/agent/bundle-tool-client.ts"
import { readPackageJson } from "../package-json.ts"
import { bundleLibrary } from "./bundle-library.ts"
import { compile } from "./compile.ts"
import { removeUnreachedDeclarations } from "./declarations.ts"
import { type PublishedPackage, publishedPackages } from "./published.ts"
import { publishedManifest } from "./published-manifest.ts"
import { withRepositoryLinks } from "./repository-links.ts"

/**
 * Compiles the sources below `root` and completes the copies of the packages' folders below `target` for publishing: adds `dist/` and
 * LICENSE, rewrites package.json and the links of Markdown files.
 */
export async function fillPackages(root: string, target: string): Promise<PublishedPackage[]> {
  using compiled = compile(root)
  const packages = publishedPackages(root)
  for (const { folder } of packages) {
    const dist = join(target, folder, "dist")
    cpSync(join(compiled.folder, basename(folder), "src"), dist, { recursive: true })
    // npm packs only a LICENSE in the package's own folder.
    copyFileSync(join(root, "LICENSE"), join(target, folder, "LICENSE"))
    const manifest = publishedManifest(root, folder)
    writeFileSync(join(target, folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
    removeUnreachedDeclarations(join(target, folder), manifest)
  }
  await bundleLibrary(
    join(target, "packages/minijuju/dist"),
    ["index", "state-transition", "cli"],
    ["dashboard/page"],
  )
  // The hook tools' programs are bundled here, because no bundler is installed with minijuju.
  const agent = join(target, "packages/minijuju/dist/agent")
  mkdirSync(agent, { recursive: true })
  writeFileSync(join(agent, "tool-client.cjs"), await bundleToolClient())
  copyFileSync(join(root, "packages/minijuju/src/agent/tool-client.pl"), join(agent, "tool-client.pl"))
  for (const folder of PLAIN_FOLDERS)
    cpSync(join(root, folder), join(target, folder.replace("/src/", "/dist/")), { recursive: true })
  const testCharms = join(target, "packages/loadbalancer/charms")
  copyExamples(root, TEST_CHARMS, testCharms, (path) => !TEST.test(path))
  for (const name of TEST_CHARMS) copyFileSync(join(root, "LICENSE"), join(testCharms, name, "LICENSE"))
  copyExamples(
    root,
    TEMPLATES,
    join(target, "packages/create-charm/scaffold"),
    (path) => !NOT_COPIED.test(path),
  )
  for (const { folder } of packages) leadLinksToRepository(root, target, folder)
  return packages
}

/** Files that need no build: the dashboard's page, charms that minijuju deploys by name. */
const PLAIN_FOLDERS = [
  "packages/minijuju/src/dashboard/page",
  "packages/minijuju/src/charm/library/stand-ins",
]

/** The projects of `lbCharms`, by charm name. */
export const TEST_CHARMS = ["lb-provider", "lb-consumer", "lb-provider-reactive", "lb-consumer-reactive"]

/** The templates of `npm create charm`. */
const TEMPLATES = [...TEST_CHARMS, "lb-consumer-declared", "lb-provider-declared"]

const TEST = /\.test\.ts$/
/** Tests of two examples together, because a new project has one charm, and what the command makes itself. */
const NOT_COPIED = /\/charm\.test\.ts$|\/package\.json$/

/** Copies the projects, not packed charms: the sources are a fiftieth of the archives' size. */
function copyExamples(
  root: string,
  names: readonly string[],
  target: string,
  isWanted: (path: string) => boolean,
): void {
  for (const name of names) {
    cpSync(join(root, "examples", name), join(target, name), {
      recursive: true,
      filter: (path) => !/\/node_modules$|\.charm$/.test(path) && isWanted(path),
    })
  }
}

function leadLinksToRepository(root: string, target: string, folder: string): void {
  for (const name of readdirSync(join(target, folder)).filter((entry) => entry.endsWith(".md"))) {
    const path = `${folder}/${name}`
    const text = readFileSync(join(target, path), "utf8")
    writeFileSync(
      join(target, path),
      withRepositoryLinks(root, path, text, (file) => isPacked(target, folder, file)),
    )
  }
}

/** npm packs what `files` of the package.json names, and these in any case. */
function isPacked(target: string, folder: string, file: string): boolean {
  const { files } = readPackageJson(target, folder)
  const packed = ["README.md", "LICENSE", "package.json", ...(Array.isArray(files) ? files : [])]
  return packed.includes(file.split("/")[0]) && existsSync(join(target, folder, file))
}
