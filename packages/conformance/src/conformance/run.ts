import { actionWords } from "./action-words.ts"
import {
  type Action,
  type Case,
  type Databag,
  type Expectation,
  groupOf,
  type SingleAction,
  type Suite,
  type Value,
} from "./case.ts"
import { NotIdleError } from "./driver/driver.ts"
import { RIVAL } from "./probe.ts"
import type { CaseResult } from "./report.ts"
import { CharmInError, type Stage } from "./stage.ts"

/** Longest text of a databag's value in a report. */
const LONGEST = 300

/** Runs of update-status before an expectation that waits has failed. */
const UPDATES = 3

/** Runs cases one after another in one model. After a failure the databags are restored; if the charm stays in error, the rest is not run. */
export async function runCases(
  stage: Stage,
  suite: Suite,
  onResult: (result: CaseResult) => void,
): Promise<CaseResult[]> {
  const runner = new Runner(stage, suite)
  const results: CaseResult[] = []
  for (const one of suite.cases) {
    const result = await runner.run(one)
    results.push(result)
    onResult(result)
  }
  return results
}

class Runner {
  readonly #stage: Stage
  readonly #suite: Suite
  /** What the probe's databag holds. */
  #bag: Databag = {}
  /** Databags were changed that the charm's hooks or Juju fill: only a new relation has their content again. */
  #isSpoilt = false
  /** What this case has written into the charm's databag. */
  #spoilt: Databag = {}
  /** What has happened last in this case, in words. */
  #after: string | undefined
  #lost: string | undefined

  constructor(stage: Stage, suite: Suite) {
    this.#stage = stage
    this.#suite = suite
  }

  async run(one: Case): Promise<CaseResult> {
    const about = { id: one.id, group: groupOf(one), title: one.title, proves: one.proves }
    if (this.#lost !== undefined) return { ...about, outcome: "not run", problems: [this.#lost] }
    const { outcome, problems } = await this.#outcomeOf(one)
    return { ...about, outcome, problems, ...(outcome === "failed" && one.python && { python: one.python }) }
  }

  async #outcomeOf(one: Case): Promise<Pick<CaseResult, "outcome" | "problems">> {
    try {
      await this.#begin(one)
    } catch (error) {
      if (!isTheCharms(error)) throw error
      this.#lost = `the charm did not come back after an earlier case: ${firstLines(error)[0]}`
      return { outcome: "failed", problems: [this.#lost] }
    }
    try {
      const written = await this.#stage.written()
      for (const { of, instead } of one.needs ?? []) {
        const has = instead(written)
        if (has !== undefined)
          return { outcome: "not applicable", problems: [`only for a charm that ${of}: ${shorten(has)}`] }
      }
      const problems = await this.#play(one)
      return { outcome: problems.length === 0 ? "passed" : "failed", problems }
    } catch (error) {
      if (!isTheCharms(error)) throw error
      return {
        outcome: "failed",
        problems: [this.#problem("no hook fails", firstLines(error).join("\n          "))],
      }
    }
  }

  /** Restores what the case begins with, in as many steps as the charm needs to follow. */
  async #begin(one: Case): Promise<void> {
    if (this.#isSpoilt && this.#stage.isRelated) {
      await this.#act({ relation: "removed" })
      await this.#stage.settle()
    }
    this.#isSpoilt = false
    this.#spoilt = {}
    this.#after = undefined
    if (this.#stage.hasRival) {
      await this.#act({ rival: "leaves" })
      await this.#stage.settle()
    }
    // A charm that fails at the end of a relation keeps it from ending, and a second one cannot begin.
    if (!this.#stage.isRelated) await this.#stage.recover()
    if (!this.#stage.isRelated) await this.#act({ relation: "added" })
    await this.#restore(one)
  }

  async #restore({ startsEmpty = false }: Case): Promise<void> {
    const { baseline, followed } = this.#suite
    for (let round = 0; round < 3; round += 1) {
      const goal = startsEmpty ? {} : baseline(await this.#stage.written())
      const changes = difference(this.#bag, goal)
      if (Object.keys(changes).length === 0 && !this.#stage.isInError) break
      await this.#write(changes)
      await this.#stage.settle()
      await this.#stage.recover()
    }
    if (startsEmpty || followed === undefined) return
    await this.#seenInsteadOf(followed, {})
    await this.#stage.recover()
  }

  async #play(one: Case): Promise<string[]> {
    const { steps } = one
    if (steps.some(movesLeader)) {
      await this.#stage.ensureSecondUnit()
      await this.#restore(one)
    }
    const before = await this.#stage.written()
    // What is seen a second time is the same problem, not another one.
    const problems = new Map<string, string>()
    for (const step of steps) {
      if (isExpectation(step)) {
        const seen = await this.#seenInsteadOf(step, before)
        await this.#stage.assertNotInError()
        const key = `${step.expected}\n${seen}`
        if (seen !== undefined && !problems.has(key))
          problems.set(key, this.#problem(step.expected, shorten(seen)))
      } else {
        this.#after = await this.#act(step)
        await this.#stage.settle()
        await this.#stage.assertNotInError()
      }
    }
    return [...problems.values()]
  }

  #problem(expected: string, seen: string): string {
    const after = this.#after === undefined ? [] : [`   after: ${this.#after}`]
    return [`expected: ${expected}`, `    seen: ${seen}`, ...after].join("\n")
  }

  async #seenInsteadOf({ check, waits }: Expectation, before: Databag): Promise<string | undefined> {
    for (let updates = 0; ; updates += 1) {
      const [written, rival] = [await this.#stage.written(), await this.#stage.written(RIVAL)]
      const seen = check({ written, before, rival, spoilt: this.#spoilt })
      if (seen === undefined || waits === undefined || updates === UPDATES) return seen
      await this.#stage.updateStatus()
    }
  }

  /** @returns what has happened, in words */
  async #act(action: Action): Promise<string> {
    if (!("atOnce" in action)) return actionWords(action, await this.#do(action))
    const words: string[] = []
    for (const one of action.atOnce) words.push(await this.#act(one))
    return words.join(", and at the same time ")
  }

  /** @returns what was written; an empty value deletes */
  async #do(action: SingleAction): Promise<Databag> {
    const stage = this.#stage
    if ("write" in action) return this.#write(valuesOf(action.write, await stage.written()))
    if ("writeFor" in action) return this.#write(action.writeFor(await stage.written()))
    if ("shareKey" in action) {
      const { write, ...key } = action.shareKey
      return this.#write(write(await stage.shareKey(key)))
    }
    if ("spoil" in action) {
      this.#isSpoilt = true
      const values = valuesOf(action.spoil, await stage.written())
      this.#spoilt = { ...this.#spoilt, ...values }
      await stage.spoil(values)
      return values
    }
    if ("rivalWrites" in action) {
      const values = valuesOf(action.rivalWrites, await stage.written(RIVAL))
      await stage.write(values, RIVAL)
      return values
    }
    if ("address" in action) {
      this.#isSpoilt = true
      await stage.setAddress(action.address)
    } else if ("relation" in action) {
      this.#bag = {}
      await (action.relation === "added" ? stage.relate() : stage.unrelate())
    } else if ("rival" in action)
      await (action.rival === "joins" ? stage.relateRival() : stage.unrelate(RIVAL))
    else if ("leader" in action) await stage.moveLeader()
    else if ("poke" in action) await stage.poke()
    else await stage.updateStatus()
    return {}
  }

  async #write(values: Databag): Promise<Databag> {
    await this.#stage.write(values)
    const all = Object.entries({ ...this.#bag, ...values })
    this.#bag = Object.fromEntries(all.filter(([, value]) => value !== ""))
    return values
  }
}

function valuesOf(write: Readonly<Record<string, Value>>, written: Databag): Databag {
  return Object.fromEntries(
    Object.entries(write).map(([key, value]) => [
      key,
      typeof value === "function" ? value(written) : (value ?? ""),
    ]),
  )
}

/** What must be written to get from one content to another: an empty value deletes. */
function difference(from: Databag, to: Databag): Databag {
  const gone = Object.keys(from).filter((key) => to[key] === undefined)
  const changed = Object.entries(to).filter(([key, value]) => from[key] !== value)
  return Object.fromEntries([...gone.map((key) => [key, ""]), ...changed])
}

/** A unit in error, a model that never becomes idle: findings about the charm. */
function isTheCharms(error: unknown): error is Error {
  return error instanceof CharmInError || error instanceof NotIdleError
}

function movesLeader(step: Action | Expectation): boolean {
  return "leader" in step || ("atOnce" in step && step.atOnce.some(movesLeader))
}

function isExpectation(step: Action | Expectation): step is Expectation {
  return "check" in step
}

function firstLines({ message }: Error): string[] {
  return message.split("\n").slice(0, 4).map(shorten)
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
