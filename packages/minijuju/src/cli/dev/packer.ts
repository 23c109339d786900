import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { MinijujuError } from "../../state/errors.ts"

/** A packed project. */
export interface Packed {
  /** Path of the archive. */
  readonly file: string
  readonly charm: string
  readonly warnings: readonly string[]
  /** Of the archive's bytes: projects that are packed alike have the same. */
  readonly hash: string
}

/** Packs a charm project into a folder. Rejects if the project has a mistake. */
export type Pack = (outDir: string) => Promise<Packed>

const PACKER = "@charmkit/pack"

/**
 * Loads the packer that is installed in the project. It stays in this process, because starting a program for each
 * change takes longer than packing.
 * @throws MinijujuError if the project has none
 */
export async function packerOf(projectDir: string, conditions: readonly string[]): Promise<Pack> {
  const packCharm = await load(projectDir)
  return async (outDir) => {
    const result: unknown = await packCharm({ projectDir, outDir, conditions })
    const { file, name, warnings } = record(result)
    if (typeof file !== "string" || typeof name !== "string" || !Array.isArray(warnings))
      throw incompatible(projectDir)
    const hash = createHash("sha256").update(readFileSync(file)).digest("hex")
    return { file, charm: name, warnings: warnings.map(String), hash }
  }
}

async function load(projectDir: string): Promise<(options: unknown) => unknown> {
  const { packCharm } = record(await import(pathToFileURL(locate(projectDir)).href))
  if (!isFunction(packCharm)) throw incompatible(projectDir)
  return packCharm
}

function locate(projectDir: string): string {
  try {
    return createRequire(join(projectDir, "package.json")).resolve(PACKER)
  } catch (error) {
    const reason = `${PACKER} is not installed in ${projectDir}: run "npm install --save-dev ${PACKER}" there`
    throw new MinijujuError("not-found", reason, { cause: error })
  }
}

function incompatible(projectDir: string): MinijujuError {
  const reason = `the ${PACKER} in ${projectDir} has another interface than this minijuju expects: install the same version of both`
  return new MinijujuError("bad-argument", reason)
}

function isFunction(value: unknown): value is (options: unknown) => unknown {
  return typeof value === "function"
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {}
}
