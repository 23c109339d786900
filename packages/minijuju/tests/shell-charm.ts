import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { ZipFile } from "yazl"

/** The least that Juju demands of a charm's manifest. */
export const MANIFEST = "bases: [{ name: ubuntu, channel: '24.04' }]\n"

export interface ZipItem {
  readonly content: string
  /** With the file type, as in a zip archive: 0o100755. */
  readonly mode?: number
  /** Stored without compression. */
  readonly stored?: true
}

/** Writes a zip archive with exactly these entries. */
export async function writeZip(
  file: string,
  items: Readonly<Record<string, ZipItem | string>>,
): Promise<string> {
  const zip = new ZipFile()
  for (const [path, item] of Object.entries(items)) {
    const { content, mode = 0o100644, stored } = typeof item === "string" ? { content: item } : item
    zip.addBuffer(Buffer.from(content), path, { mode, compress: stored === undefined })
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}

/** Creates a charm whose dispatch is a shell script: hook tools are on its PATH as for any charm. */
export function shellCharm(
  dir: string,
  name: string,
  script: string,
  metadata = "",
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  return writeZip(join(dir, `${name}.charm`), {
    "manifest.yaml": MANIFEST,
    "metadata.yaml": `name: ${name}\nsummary: s\ndescription: d\n${metadata}`,
    ...files,
    dispatch: { content: `#!/bin/sh\n${script}\n`, mode: 0o100755 },
  })
}
