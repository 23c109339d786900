import { expect, test } from "vitest"
import { compare, type Difference } from "./compare.ts"
import { explanationOf, KNOWN_DIFFERENCES } from "./known-differences.ts"
import { MinijujuEngine } from "./minijuju-engine.ts"
import { readRecording } from "./recording.ts"
import { runScenario } from "./run-scenario.ts"

/**
 * Tests that minijuju does in a scenario what Juju did: order of hooks, their environment, answers of hook tools
 * and commands. What differs must be in the table of known differences, and what is there must differ.
 */
export function verify(scenario: string): void {
  test(`${scenario}: as on Juju 4.0.15`, { timeout: 600_000 }, async () => {
    const juju = readRecording(scenario)
    const engine = await MinijujuEngine.start(juju, "4.0")
    const { differences } = compare(juju, await runScenario(juju, engine))
    const unexplained = differences.filter((each) => explanationOf(each) === undefined)
    expect(unexplained.map(shown)).toEqual([])
    const used = new Set(differences.map((each) => explanationOf(each)))
    const stale = KNOWN_DIFFERENCES.filter(
      (known) => known.scenarios.includes(scenario) && known.chance !== true && !used.has(known),
    )
    expect(stale).toEqual([])
  })
}

function shown({ kind, where, juju, minijuju }: Difference): string {
  return `${kind} ${where}\n  Juju:     ${juju}\n  minijuju: ${minijuju}`
}
