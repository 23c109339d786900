import type { ModelStatus, SettingChange, TimedEvent } from "minijuju"
import { LiveLines, type Output } from "./live-lines.ts"
import { type Paint, paint } from "./paint.ts"
import type { BackendLine, Ending, Reporter } from "./reporter.ts"
import { shortValue } from "./short-value.ts"
import { statusTable } from "./status-table.ts"

const UNIT_WIDTH = 15
const HOOK_WIDTH = 50

/** Prints lines for a person: coloured on a terminal, plain elsewhere. */
export class TextReporter implements Reporter {
  readonly #lines: LiveLines
  readonly #paint: Paint
  readonly #started = performance.now()

  constructor(out: Output) {
    this.#paint = paint(out.isTTY === true && process.env.NO_COLOR === undefined)
    this.#lines = new LiveLines(out, this.#paint)
  }

  step(title: string): void {
    this.#line(`\n${this.#paint("bold", title)}`)
  }

  observed(fact: string): void {
    this.#line(`${this.#paint("green", "  ✔")} ${fact}`)
  }

  note(text: string): void {
    this.#line(this.#paint("gray", `    ${text}`))
  }

  event(event: TimedEvent): void {
    const line = this.#describe(event)
    if (line !== undefined) this.#line(`${this.#paint("gray", this.#clock())}  ${line}`)
  }

  status(status: ModelStatus): void {
    this.#line(`\n${statusTable(status, this.#paint)}`)
  }

  backends(lines: readonly BackendLine[], last?: "last"): void {
    this.#lines.show(lines, this.#paint("gray", this.#clock()), last !== undefined)
  }

  end(ending: Ending): void {
    this.#lines.show([], "", true)
    if (ending.status !== undefined) this.status(ending.status)
    const seconds = `${(ending.durationMs / 1000).toFixed(1)} s`
    if (ending.ok) this.#line(`\n${this.#paint("green", "All of it was observed")} in ${seconds}.`)
    else
      this.#line(`\n${this.#paint("red", "Not as it should be")} after ${seconds}: ${ending.message ?? ""}`)
  }

  #describe(event: TimedEvent): string | undefined {
    switch (event.type) {
      case "hook-finished": {
        // This action is the source of the live lines and runs several times a second.
        if (event.hook === "action traffic") return undefined
        const good = event.outcome === "ok"
        const mark = good ? "" : this.#paint("red", ` ${event.outcome}: ${event.reason ?? ""}`)
        const cost = `${Math.round(event.durationMs)} ms, ${event.toolCalls} hook tool${event.toolCalls === 1 ? "" : "s"}`
        return `${this.#paint("cyan", event.unit.padEnd(UNIT_WIDTH))} ${event.hook.padEnd(HOOK_WIDTH)} ${this.#paint("gray", cost)}${mark}`
      }
      case "databag-changed": {
        const own = event.changes.filter(({ key }) => !JUJU_KEYS.has(key))
        if (own.length === 0) return undefined
        const changes = own.map((change) => describeChange(change))
        const owner = this.#paint("magenta", event.owner.padEnd(UNIT_WIDTH))
        const indent = `\n${" ".repeat(8 + UNIT_WIDTH)}   `
        return `${owner} ${this.#paint("gray", "databag")} ${changes.join(indent)}`
      }
      case "status-changed":
        return `${this.#paint("cyan", event.entity.padEnd(UNIT_WIDTH))} ${this.#status(event.status, event.message)}`
      case "leader-changed":
        return `${this.#paint("cyan", event.application.padEnd(UNIT_WIDTH))} ${event.leader ?? "nobody"} leads`
      case "log":
        return ["ERROR", "CRITICAL"].includes(event.level)
          ? `${this.#paint("red", event.entity.padEnd(UNIT_WIDTH))} ${event.level} ${event.message}`
          : undefined
      default:
        return undefined
    }
  }

  #status(status: string, message: string): string {
    const colour =
      status === "active" ? "green" : status === "blocked" || status === "error" ? "red" : "yellow"
    return `${this.#paint(colour, status)}${message === "" ? "" : ` ${message}`}`
  }

  #clock(): string {
    return `${((performance.now() - this.#started) / 1000).toFixed(2)}`.padStart(6)
  }

  #line(text: string): void {
    this.#lines.line(text)
  }
}

/** Answer records, which a side keeps for its own next leader, are named without their content. */
function describeChange({ key, after }: SettingChange): string {
  if (after === undefined) return `${key} removed`
  return /^(handled|acked)_/.test(key) ? `${key} updated` : `${key} = ${shortValue(after)}`
}

/** Juju sets these in every unit's databag; they are the same in all and not shown. */
const JUJU_KEYS = new Set(["egress-subnets", "ingress-address", "private-address"])
