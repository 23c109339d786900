import { get } from "node:http"
import { fileURLToPath } from "node:url"
import { packCharm } from "@charmkit/pack"
import type { Model } from "minijuju"
import type { Reporter } from "./reporter.ts"
import { StoryError } from "./story.ts"

const PORT = 18_080
const UNITS = ["web-server/0", "web-server/1", "web-server/2"]
const LOAD_BALANCER = "haproxy-lb/0"
const LONGEST_MS = 120_000

/** What a client is answered by, and how often. */
type Answers = Readonly<Record<string, number>>

/** Real requests through a real load balancer: answered by each unit in turn, going on while one of them is dead. */
export async function tellTraffic(model: Model, reporter: Reporter, dir: string): Promise<void> {
  reporter.step("Deploy a load balancer that balances, and three web servers behind it")
  await model.deploy(await pack("haproxy-lb", dir), { name: "haproxy-lb", config: { engine: "embedded" } })
  const config = { port: PORT, "check-interval": 1 }
  await model.deploy(await pack("web-server", dir), { name: "web-server", units: 3, config })
  model.integrate("web-server", "haproxy-lb")
  await model.settle()
  const url = `http://${addressOf(model, LOAD_BALANCER)}:${PORT}/`

  reporter.step(`Send requests to ${url}`)
  expectOnly(UNITS, await request(url, 30))
  await showBackends(model, reporter)
  reporter.observed("answered by each unit in turn")

  reporter.step("Kill the web server of web-server/1 while a client goes on")
  await model.runAction("web-server/1", "crash")
  expectOnly(["web-server/0", "web-server/2"], await request(url, 30))
  reporter.observed("30 of 30 requests were answered, by the other two")
  await untilLive(model, 2)
  await showBackends(model, reporter)
  reporter.observed("the load balancer has noticed: the backend is dead")

  reporter.step("The unit starts its web server again at the next update-status")
  model.updateStatus()
  await model.settle()
  await untilLive(model, 3)
  expectOnly(UNITS, await request(url, 30))
  await showBackends(model, reporter)
  reporter.observed("the backend has returned and answers again")

  reporter.step("Remove the relation: the load balancer goes")
  model.removeRelation("web-server", "haproxy-lb")
  await model.settle()
  const refused = await request(url, 1).then(
    () => false,
    () => true,
  )
  if (!refused) throw new StoryError("the load balancer should not listen any more, but answers")
  reporter.observed("nobody listens there any more")
}

async function pack(name: string, outDir: string): Promise<string> {
  const projectDir = fileURLToPath(new URL(`../examples/${name}/`, import.meta.url))
  return (await packCharm({ projectDir, outDir, conditions: ["charmkit-source"] })).file
}

interface Backend {
  readonly host: string
  readonly live: boolean
  readonly served: number
}

/** What the load balancer itself says. */
async function backends(model: Model): Promise<readonly Backend[]> {
  const { results } = await model.runAction(LOAD_BALANCER, "traffic")
  const services: readonly { backends: readonly Backend[] }[] = JSON.parse(String(results.services ?? "[]"))
  return services.flatMap((service) => service.backends)
}

/** A line for each backend, with the unit whose address it is. */
async function showBackends(model: Model, reporter: Reporter): Promise<void> {
  for (const { host, live, served } of await backends(model)) {
    const unit = UNITS.find((one) => addressOf(model, one) === host) ?? host
    reporter.note(`${unit.padEnd(15)} ${live ? "lives" : "dead "}  ${served} connections served`)
  }
}

async function untilLive(model: Model, count: number): Promise<void> {
  const end = performance.now() + LONGEST_MS
  while ((await backends(model)).filter(({ live }) => live).length !== count) {
    if (performance.now() > end) throw new StoryError(`there should be ${count} live backends`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

/** Requests one after the other, each on a connection of its own. @throws at the first that is not answered */
async function request(url: string, times: number): Promise<Answers> {
  const answers: Record<string, number> = {}
  for (let i = 0; i < times; i++) {
    const name = await answer(url)
    answers[name] = (answers[name] ?? 0) + 1
  }
  return answers
}

function answer(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent: false }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part
      })
      response.on("end", () => resolve(text.trim())).on("error", reject)
    })
    sent.on("error", (error) => reject(new StoryError(`a request was not answered: ${error.message}`)))
  })
}

function expectOnly(units: readonly string[], answers: Answers): void {
  if (Object.keys(answers).sort().join() === units.join()) return
  throw new StoryError(`${units.join(", ")} should have answered, but it was ${JSON.stringify(answers)}`)
}

function addressOf(model: Model, unit: string): string {
  const [application = ""] = unit.split("/")
  return model.status().applications[application]?.units[unit]?.["public-address"] ?? ""
}
