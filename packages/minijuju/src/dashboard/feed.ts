import { setTimeout as sleep } from "node:timers/promises"
import type { KeptModel } from "../daemon/kept-model.ts"
import { snapshot } from "./snapshot.ts"

/** At most one snapshot in this time, however much happens. */
const PAUSE_MS = 80
/** A large model takes longer to be told of: hooks come first, and this many times that long it is left alone. */
const PAUSE_TIMES = 10

/**
 * Hands out the model as one line of JSON, and again whenever it looks different, until `signal` ends it or the model
 * is gone. The next one is made when `send` has resolved: a slow reader gets fewer, and nothing piles up for him.
 */
export async function feed(
  kept: KeptModel,
  signal: AbortSignal,
  send: (line: string) => Promise<unknown>,
): Promise<void> {
  const bell = new Bell()
  const ends = [
    kept.engine.watch(() => bell.ring()),
    kept.model.listen((event) => {
      if (event.type !== "log") bell.ring()
    }),
  ]
  const ring = () => bell.ring()
  signal.addEventListener("abort", ring)
  try {
    let last = ""
    while (!signal.aborted && !kept.engine.stopping) {
      bell.quiet()
      const began = performance.now()
      // Nobody may see what is not on disk yet.
      kept.save()
      const line = JSON.stringify(snapshot(kept.engine.state, kept.history))
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

/** Rings once for any number of times that it is pulled, until it is quiet again. */
class Bell {
  #ring: () => void = () => {}
  rung: Promise<void> = Promise.resolve()

  constructor() {
    this.quiet()
  }

  quiet(): void {
    this.rung = new Promise((resolve) => {
      this.#ring = resolve
    })
  }

  ring(): void {
    this.#ring()
  }
}
