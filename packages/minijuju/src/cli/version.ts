import { readFileSync } from "node:fs"

let version: string | undefined

/** The version of this package. Two folders up from src/cli, and from dist/cli, is its folder. */
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
