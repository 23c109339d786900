import { setTimeout as sleep } from "node:timers/promises"
import type { PersistentModel } from "../controller/persistent-model.ts"
import { snapshot } from "./snapshot.ts"

/** Minimum time between two snapshots. */
const PAUSE_MS = 80
/**
 * Minimum pause as a multiple of the time that a snapshot takes: in a large model, hooks take precedence over
 * snapshots.
 */
const PAUSE_TIMES = 10

/**
 * Sends the model as one line of JSON, and again after each visible change, until `signal` is aborted or the
 * model ends. The next snapshot is taken after `send` has resolved: a slow reader gets fewer of them, and none
 * are queued.
 */
export async function feed(
  persistent: PersistentModel,
  signal: AbortSignal,
  send: (line: string) => Promise<unknown>,
): Promise<void> {
  const bell = new Bell()
  const ends = [
    persistent.engine.watch(() => bell.ring()),
    persistent.model.listen((event) => {
      if (event.type !== "log") bell.ring()
    }),
  ]
  const ring = () => bell.ring()
  signal.addEventListener("abort", ring)
  try {
    let last = ""
    while (!signal.aborted && !persistent.engine.stopping) {
      bell.reset()
      const began = performance.now()
      // Save first: a change must not be visible before it is on disk.
      persistent.save()
      const line = JSON.stringify(snapshot(persistent.engine.state, persistent.history))
      const pause = Math.max(PAUSE_MS, PAUSE_TIMES * (performance.now() - began))
      if (line !== last) {
        last = line
        await send(line)
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined)
      if (!signal.aborted) await bell.rung
    }
  } finally {
    signal.removeEventListener("abort", ring)
    for (const end of ends) end()
  }
}

/** A resettable signal: any number of rings resolve `rung` once, until the next reset. */
class Bell {
  #ring: () => void = () => {}
  rung: Promise<void> = Promise.resolve()

  constructor() {
    this.reset()
  }

  reset(): void {
    this.rung = new Promise((resolve) => {
      this.#ring = resolve
    })
  }

  ring(): void {
    this.#ring()
  }
}
