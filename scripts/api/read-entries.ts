import { existsSync } from "node:fs"
import { join } from "node:path"
import { Application, type DeclarationReflection, LogLevel, type ProjectReflection } from "typedoc"
import { publishedPackages } from "../lib/build/published.ts"
import { exportsOf, readPackageJson } from "../lib/package-json.ts"

/** Something that can be imported, with all that its docstrings say. */
export interface Entry {
  /** As it is imported: `loadbalancer-interface/wire`. */
  readonly name: string
  /** What package.json says about the package. */
  readonly description: string
  readonly module: DeclarationReflection
}

interface Source {
  readonly name: string
  readonly description: string
  /** Absolute. */
  readonly file: string
}

/** The wire between minijuju and hook tools: exported for our own packages, no charm author meets it. */
const PLUMBING = "@charmkit/ops/agent-protocol"

/**
 * What charm authors meet first comes first; a package that is not named here comes last. A name that two packages export is
 * described where it comes first.
 */
const ORDER = ["loadbalancer-interface", "@charmkit/ops", "@charmkit/reactive", "minijuju"]

export async function readEntries(root: string): Promise<Entry[]> {
  const sources = entrySources(root)
  const project = await convert(
    root,
    sources.map(({ file }) => file),
  )
  const modules = project.children ?? []
  return sources.map(({ name, description, file }) => {
    const module = modules.find((each) => each.sources?.some(({ fullFileName }) => fullFileName === file))
    if (!module) throw new Error(`TypeDoc found nothing in ${file}`)
    return { name, description, module }
  })
}

function entrySources(root: string): Source[] {
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

async function convert(root: string, entryPoints: string[]): Promise<ProjectReflection> {
  const application = await Application.bootstrap({
    entryPoints,
    alwaysCreateEntryPointModule: true,
    tsconfig: join(root, "scripts/api/tsconfig.pages.json"),
    // The types are checked by another step, with the compiler that builds the packages.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    excludeExternals: true,
    disableGit: true,
    sourceLinkTemplate: "{path}",
    sort: ["source-order"],
    logLevel: LogLevel.Error,
  })
  const project = await application.convert()
  if (!project) throw new Error("TypeDoc could not read the packages")
  return project
}
