import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { PackError, reason } from "../errors.ts"
import { isRecord } from "./record.ts"

/** Returns the project's folder and its parents up to the workspace root; only the project's folder outside of a workspace. */
export function foldersUpToWorkspace(projectDir: string): readonly string[] {
  const folders: string[] = []
  for (let dir = projectDir; ; dir = dirname(dir)) {
    folders.push(dir)
    if (isWorkspaceRoot(dir)) return folders
    if (dir === dirname(dir)) return [projectDir]
  }
}

export function isWorkspaceRoot(dir: string): boolean {
  if (existsSync(join(dir, "pnpm-workspace.yaml"))) return true
  return readPackageJson(dir)?.workspaces !== undefined
}

/** Returns the content of a folder's package.json; undefined if there is none. */
export function readPackageJson(dir: string): Readonly<Record<string, unknown>> | undefined {
  const file = join(dir, "package.json")
  if (!existsSync(file)) return undefined
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"))
    if (isRecord(value)) return value
  } catch (error) {
    throw new PackError("version", `${file} is not valid JSON: ${reason(error)}`, error)
  }
  throw new PackError("version", `${file} must hold a JSON object`)
}
