import { FlagError } from "./errors.ts"

/** A flag is kept in JSON and read in logs; everything that both can carry is allowed. */
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

/** Whether a text, as of a peer, can be a flag. */
export function isFlag(flag: string): boolean {
  // The second pattern takes longer to make than everything else that a quiet hook does with its flags.
  return flag.trim() !== "" && (/^[ -~]*$/.test(flag) || !/[\p{Cc}\p{Cs}]/u.test(flag))
}

const COMPUTED = ["config.changed", "leadership.is_leader"]
const COMPUTED_FAMILIES = ["config.changed.", "config.set.", "config.default."]

/** Set again from their source in every hook, so never stored. */
export function isComputed(flag: string): boolean {
  return COMPUTED.includes(flag) || startsWithOne(COMPUTED_FAMILIES, flag) || isLeaderSetting(flag)
}

const SETTING_FAMILIES = ["leadership.changed.", "leadership.set."]

/** Worked out from the settings that the leader keeps for all units. */
export function isLeaderSetting(flag: string): boolean {
  return flag === "leadership.changed" || startsWithOne(SETTING_FAMILIES, flag)
}

function startsWithOne(starts: readonly string[], flag: string): boolean {
  return starts.some((start) => flag.startsWith(start))
}
