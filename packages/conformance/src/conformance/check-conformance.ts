import { stat } from "node:fs/promises"
import { basename, resolve } from "node:path"
import { groupOf, type Suite } from "./case.ts"
import { PROVIDER } from "./cases/provider.ts"
import { REQUIRER } from "./cases/requirer.ts"
import { findEndpoint, type Side } from "./charm-endpoint.ts"
import { OnJuju } from "./driver/on-juju.ts"
import { OnMinijuju } from "./driver/on-minijuju.ts"
import type { CaseResult, Report } from "./report.ts"
import { runCases } from "./run.ts"
import { Stage, type StageOptions } from "./stage.ts"
import { UsageError } from "./usage-error.ts"

/** The cases of each side. */
export const SUITES: Readonly<Record<Side, Suite>> = { provider: PROVIDER, requirer: REQUIRER }

/** Options of {@link checkConformance}. */
export interface ConformanceOptions extends StageOptions {
  /** The charm's endpoint; needed only if several have the interface `loadbalancer`. */
  readonly endpoint?: string
  /** Runs only these cases: ids (`removal/request`) or groups (`removal`). */
  readonly only?: readonly string[]
  /**
   * Its `JUJU` selects where the charm runs: by default, or with `minijuju`, on minijuju in this process; with the name or path of another
   * program on what that drives, for example `juju` on its current controller. Default: the environment of this process.
   */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Ends the run: the model is removed, and the promise rejects. An `AbortSignal`. */
  readonly signal?: { aborted: boolean; addEventListener(type: "abort", listener: () => void): void }
  /** Called after each case. */
  readonly onResult?: (result: CaseResult) => void
}

/**
 * Deploys a packed charm and a probe as the other side of the relation, drives it through the contract, and reports.
 *
 * @param charm path of the archive
 * @throws UsageError if the charm has no endpoint of the interface, or an option names something that does not exist
 * @throws Error if the charm cannot be deployed, with Juju's words
 * @example
 * const { conforms, cases } = await checkConformance("./my-provider.charm")
 */
export async function checkConformance(charm: string, options: ConformanceOptions = {}): Promise<Report> {
  const archive = resolve(charm)
  const file = await stat(archive).catch(() => undefined)
  if (file?.isFile() !== true) throw new UsageError(`${charm} is no file: pack the charm first`)
  const place = await findEndpoint(archive, options.endpoint)
  const whole = SUITES[place.side]
  const suite = chosen(whole, options.only ?? [])
  const { env = process.env, onResult = () => {} } = options
  const juju = env.JUJU?.trim() || "minijuju"
  await using driver = juju === "minijuju" ? await OnMinijuju.start() : await OnJuju.start(env)
  if (options.signal?.aborted) throw new Error("interrupted before the charm was deployed")
  // What still runs then fails, and the disposal at the end of this function reports what cannot be removed.
  options.signal?.addEventListener("abort", () => void driver[Symbol.asyncDispose]().catch(() => {}))
  const { config = {}, trust = false, timeoutSeconds } = options
  const stage = await Stage.set(driver, archive, place, {
    config,
    trust,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  })
  const cases = await runCases(stage, suite, onResult)
  const count = (outcome: CaseResult["outcome"]) => cases.filter((one) => one.outcome === outcome).length
  return {
    format: 1,
    charm: basename(charm),
    endpoint: place.endpoint,
    side: place.side,
    engine: driver.engine,
    conforms: count("passed") + count("not applicable") === whole.cases.length,
    selected: cases.length,
    total: whole.cases.length,
    passed: count("passed"),
    failed: count("failed"),
    notApplicable: count("not applicable"),
    notRun: count("not run"),
    cases,
  }
}

function chosen(suite: Suite, only: readonly string[]): Suite {
  if (only.length === 0) return suite
  const isNamed = (id: string, group: string) => only.includes(id) || only.includes(group)
  for (const name of only) {
    const fits = suite.cases.some((one) => one.id === name || groupOf(one) === name)
    if (!fits) throw new UsageError(`there is no case or group ${JSON.stringify(name)}: see --list`)
  }
  return { ...suite, cases: suite.cases.filter((one) => isNamed(one.id, groupOf(one))) }
}
