import type { DaemonOptions } from "../daemon/daemon.ts"
import { MinijujuError } from "../state/errors.ts"

/** Reads the options for all models from the environment of the command that starts the background process. */
export function modelOptions(env: Readonly<Record<string, string | undefined>>): DaemonOptions {
  const seconds = (name: string): number | undefined => {
    const text = env[name]
    if (text === undefined || text === "") return undefined
    const value = Number(text)
    if (Number.isFinite(value) && value >= 0) return value * 1000
    throw new MinijujuError("bad-argument", `${name} is "${text}": it must be a number of seconds`)
  }
  const hookTimeLimitMs = seconds("MINIJUJU_HOOK_TIME_LIMIT")
  const updateStatusIntervalMs = seconds("MINIJUJU_UPDATE_STATUS_INTERVAL")
  const firstRetry = seconds("MINIJUJU_RETRY_DELAY")
  return {
    idleMs: seconds("MINIJUJU_IDLE") ?? 60_000,
    ownerPid: Number(env.MINIJUJU_OWNER) || undefined,
    ...(hookTimeLimitMs === undefined ? {} : { hookTimeLimitMs }),
    ...(updateStatusIntervalMs === undefined ? {} : { updateStatusIntervalMs }),
    ...(firstRetry === undefined
      ? {}
      : { retry: firstRetry === 0 ? { enabled: false } : { firstMs: firstRetry } }),
  }
}
