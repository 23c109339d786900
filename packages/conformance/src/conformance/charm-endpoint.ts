import { buffer } from "node:stream/consumers"
import { type CharmMetadata, parseCharmMetadata, parseYaml } from "@charmkit/ops/metadata"
import { openPromise } from "yauzl"
import { UsageError } from "./usage-error.ts"

/** The side of the interface on which the charm under test is. */
export type Side = "provider" | "requirer"

/** The endpoint of the charm under test that the cases use. */
export interface CharmEndpoint {
  readonly charm: string
  readonly endpoint: string
  readonly side: Side
}

/**
 * Finds the endpoint with the interface `loadbalancer` in the metadata of a packed charm.
 * @param wanted its name; needed only if the charm has several
 * @throws UsageError if the archive has no metadata, or not exactly one such endpoint
 */
export async function findEndpoint(archive: string, wanted?: string): Promise<CharmEndpoint> {
  const { name, endpoints } = await readMetadata(archive)
  const all = Object.values(endpoints).filter(({ interfaceName }) => interfaceName === "loadbalancer")
  const names = all.map((one) => one.name).join(", ")
  const found = wanted === undefined ? all : all.filter((one) => one.name === wanted)
  const [one, ...others] = found
  if (one === undefined)
    throw new UsageError(
      wanted === undefined || all.length === 0
        ? `${archive} has no endpoint with the interface loadbalancer in its metadata`
        : `${archive} has no endpoint ${JSON.stringify(wanted)} with the interface loadbalancer, only ${names}`,
    )
  if (others.length > 0) throw new UsageError(`choose one of the endpoints with --endpoint: ${names}`)
  if (one.role === "peers") throw new UsageError(`the endpoint ${one.name} is a peer relation`)
  return { charm: name, endpoint: one.name, side: one.role === "provides" ? "provider" : "requirer" }
}

async function readMetadata(archive: string): Promise<CharmMetadata> {
  const file = "metadata.yaml"
  try {
    return parseCharmMetadata(parseYaml(await readEntry(archive, file), file), file)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${archive} is no packed charm: ${why}`)
  }
}

async function readEntry(archive: string, wanted: string): Promise<string> {
  const zip = await openPromise(archive, { lazyEntries: true })
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== wanted) continue
      return (await buffer(await zip.openReadStreamPromise(entry))).toString("utf8")
    }
  } finally {
    zip.close()
  }
  throw new Error(`it has no ${wanted}`)
}
