import type { Reporter } from "./reporter.ts"

/** Records what was observed, for tests. */
export class RecordingReporter implements Reporter {
  readonly facts: string[] = []
  step(): void {}
  note(): void {}
  event(): void {}
  status(): void {}
  backends(): void {}
  end(): void {}
  observed(fact: string): void {
    this.facts.push(fact)
  }
}
