import { fileURLToPath } from "node:url"
import { packCharm } from "@charmkit/pack"
import type { Model } from "minijuju"
import type { EngineName } from "./options.ts"
import type { Reporter } from "./reporter.ts"
import { ScenarioError } from "./scenario.ts"
import { type Answers, Client, request } from "./traffic-client.ts"
import { Watch } from "./watch.ts"

const PORT = 18_080
const UNITS = ["web-server/0", "web-server/1", "web-server/2"]
const VICTIM = "web-server/1"
const OTHERS = UNITS.filter((unit) => unit !== VICTIM)
const LOAD_BALANCER = "haproxy-lb/0"
const NAMES = { haproxy: "HAProxy", embedded: "the embedded engine" } as const
/** Units of minijuju have loopback addresses. */
const ON_THIS_MACHINE = { "allowed-addresses": "127.0.0.0/8" }
/** Number of responses after which a unit counts as having received its share. */
const SHARE = 10
const TIMEOUT_MS = 120_000

/** @param dir for packed charms */
interface Place {
  readonly dir: string
  readonly engine: EngineName
}

/** Sends real requests through a real load balancer: each unit answers in turn, also while one of them is dead. */
export async function runTraffic(model: Model, reporter: Reporter, { dir, engine }: Place): Promise<void> {
  reporter.step(`Deploy a load balancer with ${NAMES[engine]}, and three web servers as backends`)
  await model.deploy(await pack("haproxy-lb", dir), {
    name: "haproxy-lb",
    config: { engine, ...ON_THIS_MACHINE },
  })
  const config = { port: PORT, "check-interval": 1 }
  await model.deploy(await pack("web-server", dir), { name: "web-server", units: 3, config })
  model.integrate("web-server", "haproxy-lb")
  await model.settle()
  reporter.status(model.status())
  const url = `http://${addressOf(model, LOAD_BALANCER)}:${PORT}/`
  {
    const nameOf = (host: string) => UNITS.find((unit) => addressOf(model, unit) === host) ?? host
    await using watch = new Watch(model, reporter, LOAD_BALANCER, nameOf)
    await using client = new Client(url)
    await runTrafficPhases(model, reporter, watch, client, url)
  }
  reporter.step("Remove the relation: the load balancer is removed")
  model.removeRelation("web-server", "haproxy-lb")
  await model.settle()
  const refused = await request(url).then(
    () => false,
    () => true,
  )
  if (!refused) throw new ScenarioError("the load balancer should not listen any more, but answers")
  reporter.observed("the load balancer no longer listens")
}

async function runTrafficPhases(model: Model, reporter: Reporter, watch: Watch, client: Client, url: string) {
  reporter.step(`Send requests to ${url}`)
  client.start()
  watch.start()
  await answeredBy(client, UNITS)
  await watch.until("three live backends that serve", (lines) => shares(lines) === UNITS.length)
  if (client.failures.length > 0) throw new ScenarioError(`a request was not answered: ${client.failures[0]}`)
  reporter.observed("answered by each unit in turn")

  reporter.step(`Kill the web server of ${VICTIM} while the client continues`)
  await model.runAction(VICTIM, "crash")
  const atDeath = client.answers
  await answeredBy(client, OTHERS)
  await watch.until("a dead backend", (lines) => lines.some(({ name, live }) => name === VICTIM && !live))
  const dead = client.answers
  if (dead[VICTIM] !== atDeath[VICTIM]) throw new ScenarioError(`${VICTIM} should be dead, but answers`)
  // No load balancer can save the request that the dying server was processing.
  if (client.failures.length > 1)
    throw new ScenarioError(`requests were not answered: ${client.failures.join(", ")}`)
  const answered = total(dead) - total(atDeath)
  reporter.observed(`${answered} of ${answered} requests since then were answered, by the other two`)
  reporter.observed("the load balancer has detected the dead backend")

  reporter.step("The unit restarts its web server at the next update-status")
  const failed = client.failures.length
  model.updateStatus()
  await watch.until(
    "three live backends",
    (lines) => lines.filter(({ live }) => live).length === UNITS.length,
  )
  await answeredBy(client, UNITS)
  if (client.failures.length > failed)
    throw new ScenarioError(`a request was not answered: ${client.failures.at(-1)}`)
  await client.stop()
  await watch.stop()
  await model.settle()
  reporter.observed("the backend has returned and answers again")
}

async function pack(name: string, outDir: string): Promise<string> {
  const projectDir = fileURLToPath(new URL(`../charms/${name}/`, import.meta.url))
  return (await packCharm({ projectDir, outDir, conditions: ["charmkit-source"] })).file
}

/** Waits until each unit has answered its share of requests from now on. */
async function answeredBy(client: Client, units: readonly string[]): Promise<void> {
  const before = client.answers
  const share = (unit: string) => (client.answers[unit] ?? 0) - (before[unit] ?? 0)
  const end = performance.now() + TIMEOUT_MS
  while (!units.every((unit) => share(unit) >= SHARE)) {
    if (performance.now() > end)
      throw new ScenarioError(
        `${units.join(", ")} should have answered, but it was ${JSON.stringify(client.answers)}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const shares = (lines: readonly { served: number; live: boolean }[]): number =>
  lines.filter(({ served, live }) => live && served >= SHARE).length

const total = (answers: Answers): number => Object.values(answers).reduce((sum, one) => sum + one, 0)

function addressOf(model: Model, unit: string): string {
  const [application = ""] = unit.split("/")
  return model.status().applications[application]?.units[unit]?.["public-address"] ?? ""
}
