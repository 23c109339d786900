import { HookToolOutputError } from "./errors.ts"
import { type Check, checkString, listOf, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"
import { withSecretFiles } from "./secret-files.ts"

/** How often Juju asks the owner for a new revision. */
export type SecretRotate = "never" | "hourly" | "daily" | "weekly" | "monthly" | "quarterly" | "yearly"

/** What an owner says about a secret besides its content. */
export interface SecretSettings {
  /** A name by which the owner finds the secret again. */
  readonly label?: string
  readonly description?: string
  /** When Juju tells the owner that the latest revision has expired. */
  readonly expire?: Date
  readonly rotate?: SecretRotate
}

/** A secret by its id (`secret:…`), by the label of this owner or consumer, or by the id and to be given the label. */
export type SecretRef =
  | { readonly id: string; readonly label?: string }
  | { readonly id?: undefined; readonly label: string }

/** A relation by its number, and with `unit` one unit of it only. */
export interface SecretGrantee {
  readonly relationId: number
  readonly unit?: string
}

/**
 * Makes a secret. Its id is good at once; the secret itself is made when the hook has succeeded.
 * @throws HookToolError without leadership, for an application's
 */
export function secretAdd(
  runner: HookToolRunner,
  owner: "application" | "unit",
  content: Readonly<Record<string, string>>,
  settings: SecretSettings = {},
): string {
  return withSecretFiles(content, (values) =>
    runner.run("secret-add", [...settingFlags(settings), "--owner", owner, ...values]).trim(),
  )
}

/**
 * Makes a new revision if the content differs from the latest; without content only the settings change. Kept back by Juju
 * until the hook has succeeded. Juju does not look at `--owner` here; the Python library sends it all the same.
 */
export function secretSet(
  runner: HookToolRunner,
  id: string,
  content: Readonly<Record<string, string>>,
  settings: SecretSettings = {},
): void {
  withSecretFiles(content, (values) =>
    runner.run("secret-set", [...settingFlags(settings), "--owner", "application", id, ...values]),
  )
}

/**
 * The content of the revision that this unit tracks: the one it read first, or with `refresh` the latest from now on. `peek`
 * looks at the latest once. Owners always get the latest.
 */
export function secretGet(
  runner: HookToolRunner,
  { id, label }: SecretRef,
  look?: "refresh" | "peek",
): Record<string, string> {
  const args = [
    "--format=json",
    ...(id === undefined ? [] : [id]),
    ...(label === undefined ? [] : ["--label", label]),
    ...(look === undefined ? [] : [`--${look}`]),
  ]
  return runWithoutShowing(runner, "secret-get", args, recordOf(checkString))
}

/** The ids of the secrets that this unit can manage: its own, and as the leader its application's; without `secret:`. */
export function secretIds(runner: HookToolRunner): string[] {
  return runJson(runner, "secret-ids", ["--format=json"], listOf(checkString))
}

/** Lets the other side of a relation read a secret, for as long as the relation lives. Kept back until the hook has succeeded. */
export function secretGrant(runner: HookToolRunner, id: string, to: SecretGrantee): void {
  runner.run("secret-grant", [...granteeFlags(to), id])
}

/** Takes a grant back. Kept back until the hook has succeeded. */
export function secretRevoke(runner: HookToolRunner, id: string, from: SecretGrantee): void {
  runner.run("secret-revoke", [...granteeFlags(from), id])
}

/** Removes one revision, or the whole secret. Kept back until the hook has succeeded. */
export function secretRemove(runner: HookToolRunner, id: string, revision?: number): void {
  runner.run("secret-remove", [id, ...(revision === undefined ? [] : ["--revision", String(revision)])])
}

function settingFlags({ label, description, expire, rotate }: SecretSettings): string[] {
  return [
    ...(label === undefined ? [] : ["--label", label]),
    ...(description === undefined ? [] : ["--description", description]),
    ...(expire === undefined ? [] : ["--expire", expire.toISOString()]),
    ...(rotate === undefined ? [] : ["--rotate", rotate]),
  ]
}

function granteeFlags({ relationId, unit }: SecretGrantee): string[] {
  return ["--relation", String(relationId), ...(unit === undefined ? [] : ["--unit", unit])]
}

/** Output that is not as expected is not repeated in the error: it may hold the secret. */
function runWithoutShowing<T>(
  runner: HookToolRunner,
  tool: string,
  args: readonly string[],
  check: Check<T>,
): T {
  try {
    return runJson(runner, tool, args, check)
  } catch (error) {
    if (!(error instanceof HookToolOutputError)) throw error
    throw new HookToolOutputError(tool, args, error.expected, "(not shown: it may be secret)")
  }
}
