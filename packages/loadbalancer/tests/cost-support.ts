import type { MiniModel } from "./support/mini-model.ts"

const REQUEST = '{"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {"1": 2}, "sent_hash": "h"}'

/** Returns the hook tool calls of a unit in one hook, in order, with their arguments, without juju-log. */
export async function callsOf(model: MiniModel, unit: string, hook: () => Promise<void>): Promise<string[]> {
  model.calls.length = 0
  await hook()
  return model.calls
    .splice(0)
    .filter((call) => call.startsWith(`[${unit}] `) && !call.includes("juju-log"))
    .map((call) => call.slice(`[${unit}] `.length))
}

export const toolsOf = (calls: readonly string[]) => calls.map((call) => call.split(" ")[0] ?? "").sort()

/** Adds requirers of the application `lb`, whose requests were answered in upgrade-charm. */
export async function crowd(model: MiniModel, relations: number): Promise<void> {
  for (let id = 2; id <= relations; id += 1) {
    const relation = model.relate(id, { [`app${id}`]: "lb-provider", lb: "lb-consumers" })
    model.bag(relation, `app${id}`).set("version", "1").set("request_n", REQUEST)
  }
  await model.hook("lb/0", "upgrade-charm")
  model.skipTo("lb/0")
}
