import { statSync } from "node:fs"
import { MinijujuError } from "../../state/errors.ts"
import { readDeclaration } from "../archive.ts"
import { channelDistance, fullChannel } from "./channel.ts"
import { type NamedCharm, sha256Of } from "./lock-file.ts"
import { type CharmPlaces, type PlaceContent, readPlaces } from "./places.ts"

/** What a command or a bundle asks for by name. */
export interface WantedCharm {
  readonly name: string
  /** As the user wrote it: `14/edge`, `edge`. */
  readonly channel?: string | undefined
  readonly revision?: number | undefined
  /** `ubuntu@24.04` */
  readonly base?: string | undefined
}

/** A charm that was found, with the channel that the application follows. */
export interface FoundCharm extends NamedCharm {
  readonly channel: string
}

/**
 * Finds the archive of a charm by its name. The first place with a release that answers the request is used; of its releases the one in the
 * nearest channel, then the highest revision. Nothing is downloaded.
 *
 * @throws MinijujuError `not-found` that lists the places and what to do; `bad-charm` if the file is missing or not the one in the charms.lock;
 * `bad-argument` if a charms.lock that comes first cannot be read
 */
export async function findCharm(wanted: WantedCharm, places: CharmPlaces): Promise<FoundCharm> {
  const contents = await readPlaces(places)
  for (const { place, charms, invalid } of contents) {
    if (invalid !== undefined) throw new MinijujuError("bad-argument", invalid)
    const [best] = await answering(wanted, charms)
    if (best === undefined) continue
    checkFile(best, place)
    return { ...best, channel: fullChannel(wanted.channel ?? best.channel ?? "stable") }
  }
  throw notFound(wanted, contents, places)
}

/** The releases that answer a request, best first. */
async function answering(wanted: WantedCharm, charms: readonly NamedCharm[]): Promise<NamedCharm[]> {
  const ranked = charms.flatMap((charm) => {
    const distance = channelDistance(wanted.channel, charm.channel)
    const isWanted = charm.name === wanted.name && (wanted.revision ?? charm.revision) === charm.revision
    // A revision is one archive, in whatever channels it was released.
    if (!isWanted || (distance === undefined && wanted.revision === undefined)) return []
    return [{ charm, distance: distance ?? 0 }]
  })
  ranked.sort((a, b) => a.distance - b.distance || b.charm.revision - a.charm.revision)
  const found = ranked.map(({ charm }) => charm)
  if (wanted.base === undefined) return found
  const fits = await Promise.all(found.map((charm) => runsOn(charm, wanted.base ?? "")))
  return found.filter((_, index) => fits[index])
}

/** Whether the charm's manifest names the base, `ubuntu@24.04` or `ubuntu@24.04/stable`. */
async function runsOn({ path }: NamedCharm, base: string): Promise<boolean> {
  try {
    const { bases } = await readDeclaration(path)
    const version = (text: string) => text.replace(/\/.*$/, "")
    return (
      bases === undefined ||
      bases.some(({ name, channel }) => `${name}@${version(channel)}` === version(base))
    )
  } catch {
    return false
  }
}

function checkFile({ name, path, sha256 }: NamedCharm, place: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new MinijujuError(
      "bad-charm",
      `${place} has the charm "${name}" at ${path}, where there is no file`,
    )
  if (sha256 !== undefined && sha256Of(path) !== sha256)
    throw new MinijujuError(
      "bad-charm",
      `${path} is not the charm "${name}" of ${place}: its SHA-256 differs; restore the file, or write the new one's there`,
    )
}

function notFound(
  wanted: WantedCharm,
  contents: readonly PlaceContent[],
  places: CharmPlaces,
): MinijujuError {
  const { name, channel, revision, base } = wanted
  const asked = [
    ...(channel === undefined ? [] : [`channel ${channel}`]),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(base === undefined ? [] : [`base ${base}`]),
  ]
  const lines = contents.flatMap(({ place, charms, problems }) => {
    const same = charms.filter((charm) => charm.name === name)
    const has = same.length > 0 ? ` has ${same.map(release).join("; ")}` : ""
    return [`  ${place}${has}`, ...problems.map((problem) => `  ${problem}`)]
  })
  return new MinijujuError(
    "not-found",
    [
      `charm "${name}" not found${asked.length === 0 ? "" : ` (${asked.join(", ")})`}: minijuju downloads nothing, it looks in`,
      ...(places.lockFile === undefined ? ["  charms.lock of the project (there is none)"] : []),
      ...(places.folders.length === 0 ? ["  folders of MINIJUJU_CHARMS (not set)"] : []),
      ...lines,
      `Add a packed charm: minijuju charms add ./${name}.charm (from Charmhub: juju download ${name}), or deploy its path`,
    ].join("\n"),
  )
}

/** A release in words: `revision 553 in 14/stable`. */
function release({ revision, channel }: NamedCharm): string {
  return `revision ${revision}${channel === undefined ? "" : ` in ${channel}`}`
}
