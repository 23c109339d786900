import { existsSync } from "node:fs"
import { join } from "node:path"
import {
  Application,
  type DeclarationReflection,
  LogLevel,
  type ProjectReflection,
  type TypeDocOptions,
} from "typedoc"
import { publishedPackages } from "../lib/build/published.ts"
import { exportsOf, readPackageJson } from "../lib/package-json.ts"

/** An entry that can be imported, with its public names and their docstrings. */
export interface Entry {
  /** Import specifier: `loadbalancer-interface/wire`. */
  readonly name: string
  /** `description` of the package.json. */
  readonly description: string
  readonly module: DeclarationReflection
}

interface Source {
  readonly name: string
  readonly description: string
  /** Absolute path of the source file. */
  readonly file: string
}

/** Entries without a page: the protocol between agent and hook tools is exported for our own packages, not for charm authors. */
const PLUMBING = "@charmkit/ops/agent-protocol"

/**
 * The order of packages in the table of contents; others come last. A name that two packages export is documented with the first.
 */
const ORDER = ["loadbalancer-interface", "@charmkit/ops", "@charmkit/reactive", "minijuju"]

export async function readEntries(root: string): Promise<Entry[]> {
  return (await convertEntries(root)).entries
}

/** TypeDoc's model of the packages, with its application, which can write it as a site. */
interface Converted {
  readonly application: Application
  readonly project: ProjectReflection
  readonly entries: Entry[]
}

/** Reads the entries of all packages. @param options more options for TypeDoc */
export async function convertEntries(
  root: string,
  options: Partial<TypeDocOptions> = {},
): Promise<Converted> {
  const sources = entrySources(root)
  const entryPoints = sources.map(({ file }) => file)
  const application = await Application.bootstrap({
    entryPoints,
    alwaysCreateEntryPointModule: true,
    tsconfig: join(root, "scripts/api/tsconfig.pages.json"),
    // Another step checks the types, with the compiler that builds the packages.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    excludeExternals: true,
    disableGit: true,
    sourceLinkTemplate: "{path}",
    sort: ["source-order"],
    logLevel: LogLevel.Error,
    ...options,
  })
  const project = await application.convert()
  if (!project) throw new Error("TypeDoc could not read the packages")
  const modules = project.children ?? []
  const entries = sources.map(({ name, description, file }) => {
    const module = modules.find((each) => each.sources?.some(({ fullFileName }) => fullFileName === file))
    if (!module) throw new Error(`TypeDoc found nothing in ${file}`)
    return { name, description, module }
  })
  return { application, project, entries }
}

/** Lists the entries of all packages that are documented. */
export function entrySources(root: string): Source[] {
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  const packages = publishedPackages(root).sort((a, b) => place(a.name) - place(b.name))
  return packages.flatMap((published) => {
    const manifest = readPackageJson(root, published.folder)
    return exportsOf(manifest)
      .map(([entry, conditions]) => ({
        name: published.name + entry.slice(1),
        description: String(manifest.description),
        file: join(root, published.folder, String(conditions["charmkit-source"])),
      }))
      .filter(({ name, file }) => name !== PLUMBING && existsSync(file))
  })
}
