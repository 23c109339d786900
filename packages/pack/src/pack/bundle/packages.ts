import { join } from "node:path"
import type { Metafile } from "esbuild"
import { PackError } from "../errors.ts"
import { placeOf } from "./place.ts"

/** Parsing YAML would cost 10 to 20 ms at every start of a hook, and the packer has already converted the charm's YAML to JSON. */
const YAML_PARSERS: ReadonlySet<string> = new Set(["yaml", "js-yaml", "yamljs", "yaml-js", "@std/yaml"])

/** An npm package with code in the bundle. */
export interface BundledPackage {
  readonly name: string
  /** Absolute path. */
  readonly dir: string
}

/** Sorted by name; two versions of one package are two entries. Packages without code in the bundle are not included. */
export function bundledPackages(metafile: Metafile, root: string, projectDir: string): BundledPackage[] {
  const names = new Map<string, string>()
  for (const input of emittedInputs(metafile)) {
    const { packageName, packageDir } = placeOf(join(root, input), projectDir)
    if (packageName !== undefined && packageDir !== undefined) names.set(packageDir, packageName)
  }
  const packages = [...names].map(([dir, name]) => ({ name, dir }))
  return packages.sort((a, b) => (a.name < b.name || (a.name === b.name && a.dir < b.dir) ? -1 : 1))
}

/** This package: start.ts is a part of it. Not reported to authors, who do not import it. */
export const OWN_NAME = "@charmkit/pack"

/** Throws if a YAML parser is in the bundle; the message names the imports that lead to it. */
export function refuseYamlParsers(metafile: Metafile, root: string, projectDir: string): void {
  for (const input of emittedInputs(metafile)) {
    const { packageName } = placeOf(join(root, input), projectDir)
    if (packageName === undefined || !YAML_PARSERS.has(packageName)) continue
    const chain = importChain(metafile, input).map((file) => placeOf(join(root, file), projectDir).label)
    throw new PackError(
      "yaml-parser",
      `the charm would contain the YAML parser "${packageName}", which slows every hook; the imports that lead to it:\n` +
        chain.map((file, depth) => `  ${"  ".repeat(depth)}${file}`).join("\n") +
        "\nTake the import out. To write YAML, JSON.stringify will do: JSON is YAML. " +
        "The charm's own metadata is in this.meta and its options in this.config already",
    )
  }
}

function emittedInputs(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      // Constants passed to esbuild are not files.
      .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.startsWith("<define:"))
      .map(([path]) => path),
  )
}

/** Returns the shortest chain of imports from the entry to `target`, both included. */
function importChain(metafile: Metafile, target: string): string[] {
  const importers = new Map<string, string>()
  const queue: string[] = [ENTRY]
  for (const path of queue) {
    for (const { path: imported } of metafile.inputs[path]?.imports ?? []) {
      if (importers.has(imported)) continue
      importers.set(imported, path)
      queue.push(imported)
    }
  }
  const chain = [target]
  for (let at = importers.get(target); at !== undefined && at !== ENTRY; at = importers.get(at))
    chain.unshift(at)
  return chain
}

/** The generated module that imports the charm; see bundle.ts. */
export const ENTRY = "charm-start.js"
