import { extname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { CharmSpec } from "@charmkit/ops/metadata"
import { type BuildFailure, type BuildResult, build, type Message, type Plugin } from "esbuild"
import { PackError } from "../errors.ts"
import { isRecord } from "../project/record.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { banner, MINIMUM_NODE, PLACE_ON_BUN } from "./banner.ts"
import { bundleLauncher } from "./bundle-launcher.ts"
import { LATE_REQUIRE, loadModulesLate } from "./late-modules.ts"
import { type BundledPackage, bundledPackages, ENTRY, refuseYamlParsers } from "./packages.ts"
import { relocateSourceMap } from "./source-map.ts"

export interface BundleOptions {
  /** Absolute path without symbolic links. */
  readonly projectDir: string
  /** Absolute path to which paths in the output are relative: the workspace root, or the project itself. */
  readonly root: string
  /** The file with `main(MyCharm)`, relative to the project. */
  readonly entry: string
  readonly conditions: readonly string[]
  readonly runtime: Runtime
  /** The charm's declaration, which `readSpec` of @charmkit/ops returns in the packed charm. */
  readonly spec: CharmSpec
}

export interface Bundle {
  readonly code: Buffer
  /** Starts `code` from V8's code cache; see launcher.ts. */
  readonly launcher: Buffer
  readonly sourceMap: string
  /** The npm packages with code in the bundle, sorted by name. */
  readonly packages: readonly BundledPackage[]
  readonly warnings: readonly string[]
}

/**
 * Bundles everything that the charm needs into one CommonJS file. A single file, and CommonJS, because both make hooks start faster.
 */
export async function bundleCharm(options: BundleOptions): Promise<Bundle> {
  const { projectDir, root } = options
  const result = await run(options)
  const [made, map] = [fileOf(result, ".cjs"), fileOf(result, ".map")]
  const code = Buffer.from(loadModulesLate(Buffer.from(made).toString("utf8")))
  const launcher = await bundleLauncher(importsAtRunTime(code) ? "plain-launcher" : "launcher")
  refuseYamlParsers(result.metafile, root, projectDir)
  return {
    code,
    launcher,
    sourceMap: relocateSourceMap(Buffer.from(map).toString("utf8"), {
      projectDir,
      outDir: join(projectDir, "src"),
    }),
    packages: bundledPackages(result.metafile, root, projectDir),
    warnings: result.warnings.map((message) => describe(message, options)),
  }
}

type Built = BuildResult<{ metafile: true; write: false }>

async function run(options: BundleOptions): Promise<Built> {
  const { projectDir, root, entry, conditions, runtime } = options
  const { details, ...spec } = options.spec
  try {
    return await build({
      absWorkingDir: root,
      stdin: {
        contents: `import "${START}"\nimport "${CHARM}"\n`,
        resolveDir: projectDir,
        sourcefile: ENTRY,
      },
      plugins: [entriesPlugin(join(projectDir, entry))],
      outfile: join(projectDir, "src/charm.cjs"),
      write: false,
      metafile: true,
      bundle: true,
      format: "cjs",
      platform: "node",
      target: `node${MINIMUM_NODE}`,
      ...(conditions.length > 0 ? { conditions: ["module", ...conditions] } : {}),
      minifyWhitespace: true,
      minifySyntax: true,
      // Keeps names in stack traces. Costs a third more bytes and no measurable time.
      minifyIdentifiers: false,
      // esbuild renames one of two classes with the same name, and the charm's stored state is found by class name.
      keepNames: true,
      // For an uncaught error Node.js prints the whole line.
      lineLimit: 160,
      legalComments: "inline",
      sourcemap: "external",
      sourcesContent: false,
      define: {
        ...DEFINED[runtime],
        CHARMKIT_PACKED: "true",
        CHARMKIT_SPEC: specText(spec),
        ...(details && { CHARMKIT_DETAILS: JSON.stringify(details) }),
      },
      banner: { js: `${runtime === "bun" ? PLACE_ON_BUN : banner}\n${LATE_REQUIRE}` },
      logLevel: "silent",
    })
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    throw new PackError("bundle", error.errors.map((message) => describe(message, options)).join("\n"), error)
  }
}

/** The charm's own copy of its metadata, without the texts about options and actions, which only Juju shows. */
function specText({ config, actions, ...rest }: CharmSpec): string {
  const short = mapped(actions, ({ params, ...action }) => ({
    ...withoutDescription(action),
    params: mapped(params, (schema) => (isRecord(schema) ? withoutDescription(schema) : schema)),
  }))
  return JSON.stringify({ ...rest, config: mapped(config, withoutDescription), actions: short })
}

function mapped<T>(items: Readonly<Record<string, T>>, change: (item: T) => unknown) {
  return Object.fromEntries(Object.entries(items).map(([name, item]) => [name, change(item)]))
}

function withoutDescription({ description, ...rest }: { readonly description?: unknown }): object {
  return rest
}

/** Constants with which esbuild removes the code for the other runtime. */
const DEFINED: Readonly<Record<Runtime, Readonly<Record<string, string>>>> = {
  node: { "process.versions.bun": "undefined" },
  bun: { __filename: "__charmFile", __dirname: "__charmDir" },
}

const START = "charmkit:start"
const CHARM = "charmkit:charm"
const BUILT_IN = "charmkit-built-in"

/** Whether an `import()` is left for run time. Node.js 20 rejects it in code from V8's cache. */
function importsAtRunTime(code: Buffer): boolean {
  return /\bimport\(/.test(code.toString("utf8"))
}

// Resolves start.ts, in the same folder (start.js in the built package), and the charm. Both are imported for their side effects,
// so `"sideEffects": false` in a package.json must not remove them.
function entriesPlugin(charm: string): Plugin {
  const start = fileURLToPath(new URL(`start${extname(import.meta.url)}`, import.meta.url))
  return {
    name: "charmkit-entries",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${START}$`) }, () => ({ path: start, sideEffects: true }))
      onResolve({ filter: new RegExp(`^${CHARM}$`) }, () => ({ path: charm, sideEffects: true }))
      // Bundles `await import("node:tls")` as a module, because code from V8's cache cannot use import() at run time.
      onResolve({ filter: /^node:/ }, ({ path, kind }) =>
        kind === "dynamic-import" ? { path, namespace: BUILT_IN } : undefined,
      )
      onLoad({ filter: /./, namespace: BUILT_IN }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)})`,
      }))
    },
  }
}

function fileOf(result: Built, suffix: string): Uint8Array {
  const file = result.outputFiles.find(({ path }) => path.endsWith(suffix))
  if (!file) throw new Error(`esbuild wrote no ${suffix} file`)
  return file.contents
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors)
}

/** Formats a message like compilers do, `src/charm.ts:3:7: text` (columns from 1), followed by esbuild's notes. */
function describe(message: Message, { root, projectDir }: BundleOptions): string {
  const { location } = message
  const notes = message.notes.map(({ text }) => `\n  ${text}`).join("")
  if (!location) return message.text + notes
  const file = relative(projectDir, join(root, location.file))
  return `${file}:${location.line}:${location.column + 1}: ${message.text}${notes}`
}
