import { copyFileSync, mkdirSync, rmSync, statSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import { readDeclaration } from "../../charm/archive.ts"
import { fullChannel } from "../../charm/library/channel.ts"
import { LOCK_FILE, lockFileText, type NamedCharm, sha256Of } from "../../charm/library/lock-file.ts"
import { archivesIn, readFolder, readPlaces, revisionInName } from "../../charm/library/places.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import { writeWhole } from "../../store/state-file.ts"
import { revisionNumber } from "../charm-argument.ts"
import type { Command, CommandCall } from "../command.ts"
import { print, table } from "../output.ts"

export const charms: Command = {
  name: "charms",
  usage: "[add <file or folder> ... | remove <charm name>]",
  purpose: "List, add or remove the charms that can be deployed by name",
  details: `"deploy NAME" looks in charms.lock of the project (the working directory or the nearest folder above), in the folders
of MINIJUJU_CHARMS (separated as in PATH), in the user's folder, and among the charms that come with minijuju. "add"
copies packed charms, or all in a folder, into the user's folder. Nothing is downloaded.

charms.lock is YAML: a map of names to releases (a list, if there are several), with path, revision, channel, sha256.
In a folder without it, a charm has the name in its metadata; a file's name may end with the revision: db_r7.charm.`,
  examples: [
    "charms",
    "charms add ./postgresql_r553.charm --channel 14/stable",
    "charms add ./built --as my-db",
    "charms remove postgresql --revision 553",
  ],
  noModel: true,
  formats: ["tabular", "json", "yaml"],
  flags: [
    { names: ["as"], takes: "value", help: "Name for one added charm, instead of that in its metadata" },
    {
      names: ["channel"],
      takes: "value",
      help: "Channel of the added or removed charm, default every channel",
    },
    {
      names: ["revision"],
      takes: "value",
      help: "Its revision; default that in the file's name, or the next one of the charm",
    },
  ],
  async run(call) {
    const [action, ...names] = call.args
    if (action === undefined) await list(call)
    else if (action === "add") await add(call, names)
    else if (action === "remove") await remove(call, names)
    else throw usageError(`expected add or remove, got ${JSON.stringify(action)}`)
    return 0
  },
}

async function list(call: CommandCall): Promise<void> {
  const contents = await readPlaces(call.places)
  const rows = contents.flatMap(({ place, charms: found }) => found.map((charm) => ({ ...charm, place })))
  print(call, rows, "tabular", () =>
    table([
      ["Charm", "Rev", "Channel", "File"],
      ...rows.map(({ name, revision, channel, path }) => [name, String(revision), channel ?? "any", path]),
    ]),
  )
  const problems = contents.flatMap(({ invalid = [], problems: others }) => [invalid, ...others].flat())
  for (const problem of problems) call.console.err(`WARNING ${problem}\n`)
}

async function add(call: CommandCall, args: readonly string[]): Promise<void> {
  const { flags, cwd, console, places } = call
  const files = args.flatMap((arg) => filesOf(resolve(cwd, arg), arg))
  if (args.length === 0) throw usageError("no file or folder specified")
  const name = flags.text("as")
  if (name !== undefined && files.length > 1) throw usageError("--as names one charm")
  const wanted = wantedEntry(call)
  mkdirSync(places.own, { recursive: true, mode: 0o700 })
  for (const file of files) {
    const { spec } = await readDeclaration(file)
    const known = await ownCharms(call)
    const sha256 = sha256Of(file)
    const charm = {
      ...wanted,
      name: name ?? spec.metadata.name,
      sha256,
      path: join(places.own, `${spec.metadata.name}-${sha256.slice(0, 12)}.charm`),
    }
    const revision = wanted.revision ?? revisionInName(file) ?? nextRevision(charm, known)
    if (resolve(file) !== charm.path) copyFileSync(file, charm.path)
    const isOther = (one: NamedCharm) =>
      one.name !== charm.name || one.channel !== charm.channel || one.revision !== revision
    save(places.own, known, [...known.filter(isOther), { ...charm, revision }])
    console.out(`Added charm "${charm.name}", revision ${revision}, from ${basename(file)}\n`)
  }
}

/** The archives that an argument of `add` names. */
function filesOf(path: string, arg: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined)
    throw new MinijujuError("bad-argument", `no charm was found at ${JSON.stringify(arg)}`)
  if (!found.isDirectory()) return [path]
  const files = archivesIn(path)
  if (files.length === 0)
    throw new MinijujuError("bad-argument", `the folder "${arg}" contains no .charm: pack first`)
  return files
}

/** A file that is there keeps its revision; another one gets the next. */
function nextRevision(
  { name, channel, sha256 }: Omit<NamedCharm, "revision">,
  known: readonly NamedCharm[],
): number {
  const same = known.filter((one) => one.name === name)
  const there = same.find((one) => one.sha256 === sha256 && one.channel === channel)
  return there?.revision ?? Math.max(0, ...same.map(({ revision }) => revision)) + 1
}

async function remove(call: CommandCall, args: readonly string[]): Promise<void> {
  const [name, ...surplus] = args
  if (name === undefined || surplus.length > 0) throw usageError("expected the name of one charm")
  const { channel, revision } = wantedEntry(call)
  const known = await ownCharms(call)
  const isGone = (one: NamedCharm) =>
    one.name === name &&
    (channel === undefined || one.channel === channel) &&
    (revision === undefined || one.revision === revision)
  if (!known.some(isGone))
    throw new MinijujuError("not-found", `charm "${name}" not found in ${call.places.own}`)
  save(
    call.places.own,
    known,
    known.filter((one) => !isGone(one)),
  )
  call.console.out(`Removed charm "${name}"\n`)
}

function wantedEntry({ flags }: CommandCall): { channel?: string; revision?: number } {
  const [channel, revision] = [flags.text("channel"), flags.text("revision")]
  return {
    ...(channel === undefined ? {} : { channel: fullChannel(channel) }),
    ...(revision === undefined ? {} : { revision: revisionNumber(revision) }),
  }
}

/** The charms of the user's folder, also those that were copied there by hand. */
async function ownCharms({ places }: CommandCall): Promise<readonly NamedCharm[]> {
  const { charms: found, invalid } = await readFolder(places.own)
  if (invalid !== undefined) throw new MinijujuError("bad-argument", invalid)
  return found
}

/** Writes the list of the user's charms, and deletes archives of the folder that it no longer names. */
function save(folder: string, before: readonly NamedCharm[], now: readonly NamedCharm[]): void {
  writeWhole(
    join(folder, LOCK_FILE),
    lockFileText(now, ({ path }) => relative(folder, path)),
  )
  const kept = new Set(now.map(({ path }) => path))
  for (const { path } of before)
    if (!kept.has(path) && dirname(path) === folder) rmSync(path, { force: true })
}
