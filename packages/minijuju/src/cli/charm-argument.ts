import { statSync } from "node:fs"
import { resolve } from "node:path"
import { fullChannel } from "../charm/library/channel.ts"
import { findCharm, type WantedCharm } from "../charm/library/find-charm.ts"
import type { FlagSpecs } from "../hook-tools/flags.ts"
import { usageError } from "../hook-tools/tool-error.ts"
import type { CharmRelease } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"
import type { CommandCall } from "./command.ts"

/** Options that choose one of a charm's releases. */
export const RELEASE_FLAGS: FlagSpecs = [
  {
    names: ["channel"],
    takes: "value",
    help: "The channel of a charm that is deployed by name: 14/edge, edge",
  },
  { names: ["revision"], takes: "value", help: "The revision of a charm that is deployed by name" },
]

/** The archive that a command names. */
export interface ChosenCharm {
  /** Absolute path. */
  readonly path: string
  /** Set if the archive was found by the charm's name. */
  readonly release?: CharmRelease
}

/** Whether an argument is a path of a charm; otherwise it is a name. */
export function isCharmPath(text: string): boolean {
  return /^(?:\.{0,2}\/|~\/|\.{1,2}$)/.test(text) || text.endsWith(".charm")
}

/**
 * Returns the archive at a path, or the one that is found by a name (`ubuntu`, `ch:ubuntu`).
 * @throws MinijujuError that says what is missing, and what to do
 */
export async function chosenCharm(call: CommandCall, text: string): Promise<ChosenCharm> {
  if (!isCharmPath(text)) return charmNamed(call, { ...wantedRelease(call), name: text.replace(/^ch:/, "") })
  const path = resolve(call.cwd, text)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new MinijujuError("bad-charm", `"${text}" is a folder: pack it first, and deploy the .charm`)
  return { path }
}

/** Looks a charm up by its name. */
export async function charmNamed(
  { places }: CommandCall,
  wanted: WantedCharm,
): Promise<Required<ChosenCharm>> {
  const { path, revision, channel } = await findCharm(wanted, places)
  return { path, release: { name: wanted.name, revision, channel } }
}

/** The release that the options of {@link RELEASE_FLAGS} and `--base` ask for. */
export function wantedRelease({ flags }: CommandCall): Omit<WantedCharm, "name"> {
  const [channel, base, revision] = ["channel", "base", "revision"].map((name) => flags.text(name))
  if (channel !== undefined) fullChannel(channel)
  return { channel, base, revision: revision === undefined ? undefined : revisionNumber(revision) }
}

export function revisionNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw usageError(`invalid value ${JSON.stringify(text)} for option --revision`)
  return Number(text)
}
