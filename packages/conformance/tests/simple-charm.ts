import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { ZipFile } from "yazl"
import type { Side } from "../src/index.ts"

/** Packs the charm without a framework in `simple-charm/`, which makes one mistake; "none" makes it a good one. */
export async function packSimpleCharm(folder: string, side: Side, mistake: string): Promise<string> {
  const file = join(folder, `${side}-${mistake.replaceAll(" ", "-")}.charm`)
  const zip = new ZipFile()
  const add = (path: string, content: string, mode = 0o100644) =>
    zip.addBuffer(Buffer.from(content), path, { mode })
  const role = side === "provider" ? "provides" : "requires"
  add("manifest.yaml", "bases: [{ name: ubuntu, channel: '24.04' }]\n")
  add(
    "metadata.yaml",
    `name: simple\nsummary: s\ndescription: d\n${role}: { lb: { interface: loadbalancer } }\npeers: { units: { interface: simple } }\n`,
  )
  add("dispatch", `#!/bin/sh\nexec '${process.execPath}' charm.cjs\n`, 0o100755)
  add("side", side)
  add("mistake", mistake)
  for (const name of ["charm.cjs", "extensions.cjs", "tools.cjs"])
    zip.addFile(join(import.meta.dirname, "simple-charm", name), name)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}
