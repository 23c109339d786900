import { visible } from "../visible.ts"

/** What `minijuju dev --json` prints, one object for each line. Times are in seconds. */
export type DevEvent =
  | { readonly event: "watching"; readonly project: string }
  | { readonly event: "packed"; readonly project: string; readonly charm: string; readonly seconds: number }
  /** Packed to the same bytes as before: the model runs them already. */
  | { readonly event: "unchanged"; readonly project: string }
  | { readonly event: "warning"; readonly project: string; readonly message: string }
  /** The project cannot be packed; the model keeps the last revision. */
  | { readonly event: "pack-failed"; readonly project: string; readonly message: string }
  /** The model does not take the charm; it keeps the last revision. */
  | { readonly event: "refused"; readonly charm: string; readonly message: string }
  | {
      readonly event: "deployed" | "refreshed"
      readonly application: string
      readonly charm: string
      readonly revision: number
    }
  | { readonly event: "resolved"; readonly unit: string }
  | {
      readonly event: "hook"
      readonly unit: string
      readonly hook: string
      readonly outcome: string
      readonly seconds: number
      readonly reason?: string
    }
  | {
      readonly event: "log"
      readonly unit: string
      readonly level: string
      readonly module: string
      readonly message: string
    }
  /** No hook runs or is left to run. `seconds`: since the change that led to it, if there was one. */
  | {
      readonly event: "settled"
      readonly seconds?: number
      readonly errors: readonly { readonly unit: string; readonly message: string }[]
    }

/** Formats an event for a terminal, with its newline. */
export function eventText(event: DevEvent): string {
  return `${visible(text(event))}\n`
}

function text(event: DevEvent): string {
  switch (event.event) {
    case "watching":
      return `Watching ${event.project}`
    case "packed":
      return `Packed ${event.charm} in ${event.seconds.toFixed(2)} s`
    case "unchanged":
      return `${event.project}: the charm is unchanged`
    case "warning":
      return `WARNING ${event.project}: ${event.message}`
    case "pack-failed":
      return `ERROR ${event.project} cannot be packed, the model keeps the last revision: ${event.message}`
    case "refused":
      return `ERROR the model keeps the last revision of ${event.charm}: ${event.message}`
    case "deployed":
    case "refreshed": {
      const verb = event.event === "deployed" ? "Deployed" : "Refreshed"
      return `${verb} "${event.application}" with ${event.charm}, revision ${event.revision}`
    }
    case "resolved":
      return `Retrying the failed hook of ${event.unit}`
    case "hook": {
      const reason = event.reason === undefined ? "" : `: ${event.reason}`
      return `  ${event.unit}: ${event.hook}, ${event.outcome} after ${event.seconds.toFixed(2)} s${reason}`
    }
    case "log":
      return `  ${event.unit}: ${event.level} ${event.module} ${event.message.replaceAll("\n", "\n    ")}`
    case "settled": {
      const after = event.seconds === undefined ? "" : ` ${event.seconds.toFixed(2)} s after the change`
      const errors = event.errors.map(({ unit, message }) => `\n  ${unit} is in error: ${message}`)
      return `Settled${after}${errors.join("")}`
    }
  }
}
