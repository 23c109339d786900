import { readFileSync } from "node:fs"
import { relative } from "node:path"
import { PackError } from "../errors.ts"
import { type PackResult, packCharm } from "../pack-charm.ts"
import { isRecord } from "../project/record.ts"
import { watchDeclaration } from "../types/watch-types.ts"
import { writeTypes } from "../types/write-types.ts"
import { type Arguments, parseArguments, UsageError } from "./arguments.ts"
import { help } from "./help.ts"

/** The command's output: the process's streams, or a test's lists. */
export interface CliOutput {
  stdout(text: string): void
  stderr(text: string): void
}

/** Runs `charmkit-pack` and returns its exit status: 0 packed, 1 the project cannot be packed, 2 wrong usage. */
export async function runCli(argv: readonly string[], out: CliOutput): Promise<0 | 1 | 2> {
  let args: Arguments
  try {
    args = parseArguments(argv)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    out.stderr(`charmkit-pack: ${error.message}\nTry: charmkit-pack --help\n`)
    return 2
  }
  if (args.help) {
    out.stdout(help)
    return 0
  }
  if (args.version) {
    out.stdout(`${ownVersion()}\n`)
    return 0
  }
  return args.types ? types(args, out) : pack(args, out)
}

async function types(args: Arguments, out: CliOutput): Promise<0 | 1> {
  const write = async (): Promise<0 | 1> => {
    try {
      const result = await writeTypes(args)
      for (const warning of result.warnings) out.stderr(`warning: ${warning}\n`)
      out.stdout(args.json ? `${JSON.stringify(result, null, 2)}\n` : `${shown(result.file)}\n`)
      return 0
    } catch (error) {
      return fail(error, args, out)
    }
  }
  // The watch also outlives a file with a mistake, which is normal while it is edited.
  if (args.watch) return watchDeclaration(args.projectDir, write).catch((error) => fail(error, args, out))
  return write()
}

async function pack(args: Arguments, out: CliOutput): Promise<0 | 1> {
  try {
    const result = await packCharm({
      projectDir: args.projectDir,
      outDir: args.outDir,
      unpackedDir: args.unpackedDir,
      runtime: args.runtime,
      conditions: args.conditions,
      onProgress: (line) => out.stderr(`${line}\n`),
    })
    report(result, args, out)
    return 0
  } catch (error) {
    return fail(error, args, out)
  }
}

function fail(error: unknown, { json }: Arguments, out: CliOutput): 1 {
  if (!(error instanceof PackError)) throw error
  if (json)
    out.stdout(`${JSON.stringify({ error: { code: error.code, message: error.message } }, null, 2)}\n`)
  else out.stderr(`error: ${error.message}\n`)
  return 1
}

function report(result: PackResult, args: Arguments, out: CliOutput): void {
  for (const warning of result.warnings) out.stderr(`warning: ${warning}\n`)
  out.stderr(`packed ${result.name}: ${result.entries.length} files, ${kilobytes(result.bytes)}\n`)
  out.stdout(args.json ? `${JSON.stringify(result, null, 2)}\n` : `${shown(result.file)}\n`)
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

// Relative to the current folder, starting with ./, which `juju deploy` requires for a local charm.
function shown(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith("..") ? file : `./${path}`
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageJson(), "utf8"))
  return isRecord(manifest) ? String(manifest.version) : "unknown"
}

// The package is three folders above src/pack/cli and dist/pack/cli.
function packageJson(): URL {
  return new URL("../../../package.json", import.meta.url)
}
