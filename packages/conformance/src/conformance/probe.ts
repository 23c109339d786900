import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { ZipFile } from "yazl"
import type { Side } from "./charm-endpoint.ts"

/** Name of the probe's application, and of its endpoint. */
export const PROBE = "lb-probe"
/** The application of a second probe. */
export const RIVAL = "lb-rival"
export const PROBE_ENDPOINT = "lb"

/**
 * Packs the probe: a charm for the other side whose hooks do nothing. The runner writes and reads its databags with `juju exec`, so it needs
 * neither actions nor a language of its own.
 *
 * @param against the side of the charm under test
 */
export async function packProbe(folder: string, against: Side): Promise<string> {
  const file = join(folder, `${PROBE}.charm`)
  const zip = new ZipFile()
  const add = (name: string, content: string, mode = 0o100644) =>
    zip.addBuffer(Buffer.from(content), name, { mode })
  add("manifest.yaml", "bases: [{ name: ubuntu, channel: '24.04' }, { name: ubuntu, channel: '22.04' }]\n")
  add(
    "metadata.yaml",
    `name: ${PROBE}
summary: The other side of the interface loadbalancer
description: Its hooks do nothing. The conformance suite writes and reads its databags.
${against === "provider" ? "requires" : "provides"}:
  ${PROBE_ENDPOINT}:
    interface: loadbalancer
`,
  )
  add("dispatch", "#!/bin/sh\nexit 0\n", 0o100755)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}
