import { MinijujuError } from "../state/errors.ts"
import { timerDelay } from "../state/timer.ts"
import type { Engine } from "./engine.ts"
import { describeUnfinished } from "./settled.ts"

/** Resolves when `reached` returns true. It is called now and after each change of the model. */
export function waitUntil(
  engine: Engine,
  what: string,
  reached: () => boolean,
  timeoutMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer)
      for (const unwatch of unwatches) unwatch()
      settle()
    }
    const fail = (error: unknown) => end(() => reject(error))
    const check = () => {
      try {
        engine.checkRunning()
        if (reached()) end(resolve)
      } catch (error) {
        fail(error)
      }
    }
    const timer = setTimeout(() => {
      const now = describeUnfinished(engine.state, engine.agents)
      const text = `timed out after ${timeoutMs / 1000} s waiting for ${what}; now: ${now}`
      fail(new MinijujuError("timeout", text))
    }, timerDelay(timeoutMs))
    const unwatches = [engine, ...engine.peers.values()].map((each) => each.watch(check))
    check()
  })
}
