import { readdirSync, readFileSync } from "node:fs"

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
}

export interface PageFile {
  readonly type: string
  readonly body: Buffer
}

/**
 * Returns the page's own files by name, `""` for the page itself. Only these are served, so no path can reach
 * another file.
 */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  const folder = new URL("./page/", import.meta.url)
  const files = new Map<string, PageFile>()
  for (const name of readdirSync(folder)) {
    const type = TYPES[name.split(".").at(-1) ?? ""]
    if (type !== undefined)
      files.set(name === "index.html" ? "" : name, { type, body: readFileSync(new URL(name, folder)) })
  }
  return files
}
