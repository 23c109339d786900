import type { ModelStatus, TimedEvent } from "minijuju"
import type { BackendLine, Ending, Reporter } from "./reporter.ts"

/** Prints one JSON object on each line, each with a `type`. The last one has type `result`. */
export class JsonReporter implements Reporter {
  step(title: string): void {
    write({ type: "step", title })
  }

  observed(fact: string): void {
    write({ type: "observed", fact })
  }

  note(text: string): void {
    write({ type: "note", text })
  }

  event(event: TimedEvent): void {
    write(event)
  }

  status(status: ModelStatus): void {
    write({ type: "status", status })
  }

  backends(backends: readonly BackendLine[]): void {
    write({ type: "backends", backends })
  }

  end(ending: Ending): void {
    write({ type: "result", ...ending })
  }
}

function write(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
