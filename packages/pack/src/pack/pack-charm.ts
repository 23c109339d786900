import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type ArchiveEntry, byPath } from "./archive/entry.ts"
import { refuseContent, writeFolder } from "./archive/write-folder.ts"
import { writeZip } from "./archive/write-zip.ts"
import { type Bundle, bundleCharm } from "./bundle/bundle.ts"
import { OWN_NAME } from "./bundle/packages.ts"
import { PackError, reason } from "./errors.ts"
import { readCharmFiles } from "./project/charm-files.ts"
import { readDispatch } from "./project/dispatch.ts"
import { callsMain, findEntryFile } from "./project/entry-file.ts"
import { NO_LICENSE, readLicense } from "./project/license.ts"
import type { OwnRuntime } from "./project/one-architecture.ts"
import { foldersUpToWorkspace } from "./project/parents.ts"
import { ProjectFiles } from "./project/project-files.ts"
import { BUN_TERMS, thirdPartyLicenses } from "./project/third-party-licenses.ts"
import { versionEntry } from "./project/version.ts"
import { compileForBun } from "./runtime/compile-for-bun.ts"
import { type Bun, findBun } from "./runtime/find-bun.ts"
import { findOwnNode } from "./runtime/own-node.ts"
import { chosenRuntime, type Runtime } from "./runtime/runtime.ts"
import { checkTypes } from "./types/check-types.ts"

/** Options of `packCharm`. */
export interface PackOptions {
  /** The charm project: charmcraft.yaml (or metadata.yaml) and src/charm.ts. */
  readonly projectDir: string
  /** The archive's folder, created if missing. Default: the project's folder. */
  readonly outDir?: string | undefined
  /**
   * Writes the charm's files into this empty or new folder instead of an archive, for example for charmcraft's `dump` plugin. Not
   * together with `outDir`.
   */
  readonly unpackedDir?: string | undefined
  /** Export conditions for resolving packages, in addition to Node's own. */
  readonly conditions?: readonly string[] | undefined
  /**
   * The runtime of the charm. `bun` compiles charm and Bun into one executable, for that Bun's architecture: hooks start in about half the
   * time, and the archive has some 50 MB. Default: `CHARMKIT_RUNTIME`, or else `node`.
   */
  readonly runtime?: Runtime | undefined
  /** Called with one line for each step. */
  readonly onProgress?: ((line: string) => void) | undefined
}

/** One file in an archive. */
export interface PackedEntry {
  readonly path: string
  /** Size before compression. */
  readonly bytes: number
  /** 0o644 or 0o755. */
  readonly mode: number
}

/** The packed charm. */
export interface PackResult {
  /** Absolute path of the archive, or of the folder with the charm's files. */
  readonly file: string
  /** The charm's name. */
  readonly name: string
  readonly runtime: Runtime
  /** Size of the archive, or of all files in the folder. */
  readonly bytes: number
  /** The archive's files, sorted by path. */
  readonly entries: readonly PackedEntry[]
  /** npm packages with code in the charm, sorted by name. */
  readonly bundledPackages: readonly string[]
  /** Probable mistakes that do not prevent packing. */
  readonly warnings: readonly string[]
}

// Copied unchanged if the project has them: files for Juju and Charmhub …
const COPIED_FILES = ["README.md", "icon.svg", "lxd-profile.yaml"]
// … and files that the charm reads at run time; also bin/node, which dispatch prefers over any other.
const COPIED_FOLDERS = ["bin", "files", "templates"]
/** Path of the executable with charm and Bun. */
const PROGRAM = "bin/charm"

/**
 * Packs a charm project into `<name>_<platform>.charm`, an archive for `juju deploy`.
 *
 * The same project gives the same bytes, wherever and whenever it is packed.
 *
 * @throws PackError for every mistake in the project; the message names the file and the remedy. No file is written then.
 */
export async function packCharm(options: PackOptions): Promise<PackResult> {
  const progress = options.onProgress ?? (() => undefined)
  const runtime = chosenRuntime(options.runtime)
  await checkTarget(options)
  const files = await ProjectFiles.open(options.projectDir)
  const bun = runtime === "bun" ? findBun(files.dir) : undefined

  progress("reading the project")
  const own = bun ? bunRuntime(bun) : await findOwnNode(files)
  const charm = await readCharmFiles(files, own)
  await checkTypes(files, charm)
  const entryFile = await findEntryFile(files)
  const copied = await readCopied(files, runtime)
  const version = versionEntry(files.dir)

  progress(`bundling ${entryFile}`)
  const root = foldersUpToWorkspace(files.dir).at(-1) ?? files.dir
  const bundle = await bundleCharm({
    projectDir: files.dir,
    root,
    entry: entryFile,
    conditions: options.conditions ?? [],
    runtime,
    spec: charm.spec,
  })
  if (bun) progress(`compiling for Bun ${bun.version} on ${bun.architecture}`)
  const program = bun ? await compileForBun(bun, bundle.code) : undefined

  progress(options.unpackedDir === undefined ? "writing the archive" : "writing the files")
  const entries: ArchiveEntry[] = [
    ...charm.entries,
    ...copied,
    ...(version ? [version] : []),
    await thirdPartyLicenses(files, bundle.packages, bun),
    ...codeEntries(bundle, program),
    { path: "src/charm.cjs.map", content: Buffer.from(bundle.sourceMap), mode: 0o644 },
  ]
  const written = await write(options, `${charm.name}_${charm.platform}.charm`, entries)

  return {
    ...written,
    name: charm.name,
    runtime,
    entries: entries.map(({ path, content, mode }) => ({ path, bytes: content.length, mode })).sort(byPath),
    bundledPackages: [...new Set(bundle.packages.map(({ name }) => name))].filter(
      (name) => name !== OWN_NAME,
    ),
    warnings: [
      ...charm.warnings,
      ...(copied.some(({ path }) => path === "LICENSE") ? [] : [NO_LICENSE]),
      ...bundle.warnings,
      ...(await mainWarning(files, entryFile)),
      ...(bun && !(await files.exists(BUN_TERMS)) ? [NO_BUN_TERMS] : []),
    ],
  }
}

/** Before the work, because bundling and compiling take time. */
async function checkTarget({ outDir, unpackedDir }: PackOptions): Promise<void> {
  if (unpackedDir === undefined) return
  if (outDir !== undefined)
    throw new PackError(
      "out-dir",
      "outDir is the folder of the archive, and unpackedDir writes none: give one of them",
    )
  await refuseContent(resolve(unpackedDir))
}

async function write(
  { projectDir, outDir, unpackedDir }: PackOptions,
  name: string,
  entries: readonly ArchiveEntry[],
): Promise<Pick<PackResult, "file" | "bytes">> {
  if (unpackedDir !== undefined) {
    const file = resolve(unpackedDir)
    await writeFolder(file, entries)
    return { file, bytes: entries.reduce((sum, { content }) => sum + content.length, 0) }
  }
  const file = join(resolve(outDir ?? projectDir), name)
  const archive = await writeZip(entries)
  await writeAtomically(file, archive)
  return { file, bytes: archive.length }
}

/** The executable is compiled for the architecture of this Bun, whatever others the project names. */
function bunRuntime({ architecture }: Bun): OwnRuntime {
  return { architecture, name: "the Bun that was found", restricts: true }
}

function codeEntries({ launcher, code }: Bundle, program: Buffer | undefined): ArchiveEntry[] {
  if (program !== undefined) return [{ path: PROGRAM, content: program, mode: 0o755 }]
  return [
    { path: "src/start.cjs", content: launcher, mode: 0o755 },
    { path: "src/charm.cjs", content: code, mode: 0o755 },
  ]
}

async function readCopied(files: ProjectFiles, runtime: Runtime): Promise<ArchiveEntry[]> {
  const license = await readLicense(files)
  const found: ArchiveEntry[] = [await readDispatch(files, runtime), ...(license ? [license] : [])]
  for (const path of COPIED_FILES) {
    const entry = await files.file(path)
    if (entry) found.push({ ...entry, mode: 0o644 })
  }
  for (const folder of COPIED_FOLDERS) found.push(...(await files.tree(folder)))
  if (runtime === "node") return found
  if (found.some(({ path }) => path === PROGRAM))
    throw new PackError(
      "runtime",
      `${PROGRAM} is reserved for the executable of a charm for Bun; rename the project's file`,
    )
  // Leave out runtimes: the executable contains Bun.
  return found.filter(({ path }) => path !== "bin/bun" && path !== "bin/node")
}

async function mainWarning(files: ProjectFiles, entryFile: string): Promise<string[]> {
  if (await callsMain((await files.text(entryFile)) ?? "")) return []
  return [
    `${entryFile} never calls main(), so the charm would handle no hook; end the file with main(MyCharm)`,
  ]
}

const NO_BUN_TERMS = `the archive contains Bun without its licence, which npm's package does not include; put Bun's LICENSE.md into ${BUN_TERMS} before you distribute the archive`

// Atomic, so that an incomplete archive is never deployed.
async function writeAtomically(file: string, content: Buffer): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await mkdir(join(file, ".."), { recursive: true })
    await writeFile(unfinished, content)
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw new PackError(
      "out-dir",
      `${file} cannot be written: ${reason(error)}; choose another folder`,
      error,
    )
  }
}
