import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { packCharm } from "@charmkit/pack"
import type { Model, SettingChange } from "minijuju"
import type { Reporter } from "./reporter.ts"

/** An expected state was not observed. */
export class ScenarioError extends Error {}

export interface ScenarioContext {
  readonly model: Model
  readonly reporter: Reporter
  readonly observations: Observations
}

/** The styles of the example charms, the default first. */
export const STYLES = ["operator", "declared", "reactive"] as const
export type Style = (typeof STYLES)[number]

export interface CharmPair<Part> {
  readonly provider: Part
  readonly consumer: Part
}

/** Everything that a model can deploy. */
type Charm = Parameters<Model["deploy"]>[0]

const CONSUMERS = ["lb-consumer/0", "lb-consumer/1"]
const ADDRESS = "192.0.2.7"

/** Runs the whole scenario. It is the same for every pair of charms, in any style. */
export async function runScenario(context: ScenarioContext, charms: CharmPair<Charm>): Promise<void> {
  await deployAndRelate(context, charms)
  await refuse(context)
  await changeBack(context)
  await moveLeaders(context)
  await removeRelation(context)
}

/** Packs the example charms. @param dir where the archives are written */
export async function packExamples(
  reporter: Reporter,
  styles: CharmPair<Style>,
  dir: string,
): Promise<CharmPair<string>> {
  reporter.step("Pack the example charms")
  const pack = async (name: string, style: Style) => {
    const folder = style === "operator" ? name : `${name}-${style}`
    const projectDir = fileURLToPath(new URL(`../examples/${folder}/`, import.meta.url))
    const packed = await packCharm({ projectDir, outDir: dir, conditions: ["charmkit-source"] })
    reporter.observed(`${basename(packed.file)}, ${(packed.bytes / 1024).toFixed(1)} KiB`)
    return packed.file
  }
  return {
    provider: await pack("lb-provider", styles.provider),
    consumer: await pack("lb-consumer", styles.consumer),
  }
}

async function deployAndRelate(
  { model, reporter, observations }: ScenarioContext,
  charms: CharmPair<Charm>,
): Promise<void> {
  reporter.step("Deploy two units of the provider and two of the consumer, and relate them")
  await model.deploy(charms.provider, { name: "lb-provider", config: { address: ADDRESS }, units: 2 })
  await model.deploy(charms.consumer, { name: "lb-consumer", units: 2 })
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  expectStatus(model, "active", `reachable at ${ADDRESS}`)
  observations.expectWrites("lb-consumer", "request_web", 1)
  observations.expectWrites("lb-provider", "response_web", 1)
  reporter.observed(`both units of the consumer are active with the address ${ADDRESS}`)
}

async function refuse({ model, reporter }: ScenarioContext): Promise<void> {
  reporter.step("Request an internal load balancer: config public=false")
  model.config("lb-consumer", { public: false })
  await model.settle()
  expectStatus(model, "blocked", "public: internal load balancers are not supported")
  reporter.observed("refused: both units are blocked, with the provider's message for the field `public`")
}

async function changeBack({ model, reporter }: ScenarioContext): Promise<void> {
  reporter.step("Change it back: config public=true")
  model.config("lb-consumer", { public: true })
  await model.settle()
  expectStatus(model, "active", `reachable at ${ADDRESS}`)
  reporter.observed("answered again: both units are active")
}

async function moveLeaders({ model, reporter, observations }: ScenarioContext): Promise<void> {
  reporter.step("Move the leadership of both applications")
  observations.forget()
  await model.setLeader("lb-consumer/1")
  await model.settle()
  await model.setLeader("lb-provider/1")
  await model.settle()
  observations.expectWrites("lb-consumer", "request_web", 0)
  observations.expectWrites("lb-provider", "response_web", 0)
  expectStatus(model, "active", `reachable at ${ADDRESS}`)
  reporter.observed("no request or response was written again")
}

async function removeRelation({ model, reporter }: ScenarioContext): Promise<void> {
  reporter.step("Remove the relation")
  model.removeRelation("lb-consumer", "lb-provider")
  await model.settle()
  expectStatus(model, "waiting", "for a load balancer provider")
  reporter.observed("both units of the consumer wait for a provider")
}

function expectStatus(model: Model, current: string, message: string): void {
  for (const unit of CONSUMERS) {
    const status = model.status().applications["lb-consumer"]?.units[unit]?.["workload-status"]
    if (status?.current === current && status.message === message) continue
    throw new ScenarioError(
      `${unit} should be ${current} "${message}", but is ${status?.current ?? "gone"} "${status?.message ?? ""}"`,
    )
  }
}

/** Counts what committed hooks have written to the applications' databags. */
export class Observations {
  #writes: { readonly owner: string; readonly change: SettingChange }[] = []

  constructor(model: Model) {
    model.listen((event) => {
      if (event.type !== "databag-changed") return
      for (const change of event.changes) this.#writes.push({ owner: event.owner, change })
    })
  }

  forget(): void {
    this.#writes = []
  }

  expectWrites(owner: string, key: string, count: number): void {
    const found = this.#writes.filter((write) => write.owner === owner && write.change.key === key).length
    if (found === count) return
    throw new ScenarioError(`${owner} should have written ${key} ${count} times, but wrote it ${found} times`)
  }
}
