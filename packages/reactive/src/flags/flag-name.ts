import { FlagError } from "./errors.ts"

/** Flags are stored as JSON and shown in logs, so every name is allowed that both can represent. */
export function checkFlag(flag: unknown): asserts flag is string {
  if (typeof flag !== "string") {
    throw new FlagError(`a flag is a string such as "charm.request.sent", not ${typeof flag}`)
  }
  if (flag.trim() === "") throw new FlagError("a flag needs a name, such as charm.request.sent")
  if (!isFlag(flag)) {
    throw new FlagError(
      `the flag ${JSON.stringify(flag)} holds a control character or half of a character: leave it out, ` +
        "nobody could read it in a log",
    )
  }
}

/** Whether a text (for example from a peer) is a valid flag. */
export function isFlag(flag: string): boolean {
  // The first pattern covers most flags: compiling the second takes longer than all other flag operations of a quiet hook.
  return flag.trim() !== "" && (/^[ -~]*$/.test(flag) || !/[\p{Cc}\p{Cs}]/u.test(flag))
}

const COMPUTED = ["config.changed", "leadership.is_leader"]
const COMPUTED_FAMILIES = ["config.changed.", "config.set.", "config.default."]

/** Whether the flag is computed in every hook and therefore not stored. */
export function isComputed(flag: string): boolean {
  return COMPUTED.includes(flag) || startsWithOne(COMPUTED_FAMILIES, flag) || isLeaderSetting(flag)
}

const SETTING_FAMILIES = ["leadership.changed.", "leadership.set."]

/** Whether the flag is computed from the leader settings. */
export function isLeaderSetting(flag: string): boolean {
  return flag === "leadership.changed" || startsWithOne(SETTING_FAMILIES, flag)
}

function startsWithOne(starts: readonly string[], flag: string): boolean {
  return starts.some((start) => flag.startsWith(start))
}
