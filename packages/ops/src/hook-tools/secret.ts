import { HookToolOutputError } from "./errors.ts"
import { type Check, checkString, listOf, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"
import { withSecretFiles } from "./secret-files.ts"

/** How often Juju requests a new revision from the owner. */
export type SecretRotate = "never" | "hourly" | "daily" | "weekly" | "monthly" | "quarterly" | "yearly"

/** The properties of a secret that its owner sets in addition to the content. */
export interface SecretSettings {
  /** A name by which the owner finds the secret again. */
  readonly label?: string
  readonly description?: string
  /** The time at which Juju notifies the owner that the latest revision has expired. */
  readonly expire?: Date
  readonly rotate?: SecretRotate
}

/** Names a secret by its id (`secret:…`), or by the label of this owner or consumer. Both together give the secret the label. */
export type SecretRef =
  | { readonly id: string; readonly label?: string }
  | { readonly id?: undefined; readonly label: string }

/** A relation by its number; with `unit`, only one unit of it. */
export interface SecretGrantee {
  readonly relationId: number
  readonly unit?: string
}

/**
 * Creates a secret. Its id is valid at once; Juju creates the secret when the hook succeeds.
 * @throws HookToolError without leadership, if the application owns it
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
 * Creates a new revision if the content differs from the latest; without content, only the settings change. Juju applies it when the hook
 * succeeds. `--owner` is passed as Python's ops does, although Juju ignores it here.
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
 * Returns the content of the revision that this unit tracks: the one it read first, or with `refresh` the latest from then on. `peek`
 * returns the latest without tracking it. Owners always get the latest.
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

/** Returns the ids of the secrets that this unit can manage (its own, and as leader its application's), without `secret:`. */
export function secretIds(runner: HookToolRunner): string[] {
  return runJson(runner, "secret-ids", ["--format=json"], listOf(checkString))
}

/** Grants the other side of a relation access to a secret until the relation ends. Juju applies it when the hook succeeds. */
export function secretGrant(runner: HookToolRunner, id: string, to: SecretGrantee): void {
  runner.run("secret-grant", [...granteeFlags(to), id])
}

/** Revokes a grant. Juju applies it when the hook succeeds. */
export function secretRevoke(runner: HookToolRunner, id: string, from: SecretGrantee): void {
  runner.run("secret-revoke", [...granteeFlags(from), id])
}

/** Removes one revision, or the whole secret. Juju applies it when the hook succeeds. */
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

/** Keeps unexpected output out of the error, because it may contain the secret. */
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
