import { execFileSync } from "node:child_process"
import { accessSync, constants } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { PackError, reason } from "../errors.ts"
import { architectureOf, firstBytesOf } from "./elf.ts"

export interface Bun {
  /** Path of the executable. */
  readonly file: string
  readonly version: string
  /** Juju's name of the architecture. */
  readonly architecture: string
}

/** Paths in npm's packages of Bun: those with only the executable, and the one that selects one of them. */
const IN_PACKAGES = [
  "@oven/bun-linux-x64/bin/bun",
  "@oven/bun-linux-x64-baseline/bin/bun",
  "@oven/bun-linux-aarch64/bin/bun",
  "bun/bin/bun.exe",
]

/** Finds the Bun that compiles the charm and becomes a part of it: the project's `bin/bun`, else npm's, else the one on PATH. */
export function findBun(projectDir: string): Bun {
  const places = [join(projectDir, "bin/bun"), ...packagePlaces(projectDir), ...pathPlaces()]
  const tried: string[] = []
  for (const file of places.filter(isProgram)) {
    try {
      return { file, architecture: bunArchitecture(file), version: versionOf(file) }
    } catch (error) {
      tried.push(`${file}: ${reason(error)}`)
    }
  }
  const why = tried.length === 0 ? "" : ` (${tried.join("; ")})`
  throw new PackError(
    "runtime",
    `no usable Bun was found${why}; run: npm install --save-dev bun, or put the executable into bin/bun or on PATH`,
  )
}

function packagePlaces(projectDir: string): string[] {
  const places: string[] = []
  for (let dir = projectDir; ; dir = dirname(dir)) {
    places.push(...IN_PACKAGES.map((path) => join(dir, "node_modules", path)))
    if (dir === dirname(dir)) return places
  }
}

function pathPlaces(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "")
  return folders.map((folder) => join(folder, "bun"))
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Throws for scripts that start a Bun. */
function bunArchitecture(file: string): string {
  const architecture = architectureOf(firstBytesOf(file))
  if (architecture !== "amd64" && architecture !== "arm64")
    throw new Error("not a program for Linux on amd64 or arm64")
  return architecture
}

/** Runs the executable, because it must work on this machine to compile the charm. */
function versionOf(file: string): string {
  return execFileSync(file, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
}
