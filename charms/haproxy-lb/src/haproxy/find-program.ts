import { accessSync, constants } from "node:fs"
import { join } from "node:path"

/** Absolute path of a program; undefined if there is none. Also searches the `sbin` folders, which a user's PATH may lack. */
export function findProgram(name: string): string | undefined {
  const path = (process.env.PATH ?? "").split(":").filter((folder) => folder.startsWith("/"))
  const isUsers = !path.some((folder) => folder.endsWith("/sbin"))
  const folders = [...path, ...(isUsers ? ["/usr/local/sbin", "/usr/sbin", "/usr/bin"] : [])]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
