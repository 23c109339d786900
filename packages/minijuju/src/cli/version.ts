import { readFileSync } from "node:fs"

let version: string | undefined

/** Returns the version of this package. Its folder is two levels above src/cli and dist/cli. */
export function ownVersion(): string {
  version ??= read()
  return version
}

function read(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))
  const found =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : ""
  return String(found)
}
