import { CharmBase } from "@charmkit/ops"
import { inProcess } from "@charmkit/testing"
import type { Model } from "minijuju"

/**
 * A consumer that writes any document, without a library that would reject mistakes.
 * @param documents by name of the request; read again in each update-status
 * @param more other keys
 */
export function rawConsumer(
  documents: () => Readonly<Record<string, object>>,
  more: Readonly<Record<string, string>> = {},
) {
  class Raw extends CharmBase {
    constructor(...args: ConstructorParameters<typeof CharmBase>) {
      super(...args)
      for (const event of [this.on.relation("lb-provider").created, this.on.updateStatus])
        this.observe(event, this.write)
    }

    write(): void {
      const bag = this.model.relation("lb-provider")?.data(this.app)
      bag?.set("version", "1")
      bag?.update(more)
      for (const [name, document] of Object.entries(documents()))
        bag?.set(`request_${name}`, JSON.stringify({ name, ...document }))
    }
  }
  return inProcess(Raw, { project: new URL("../../../examples/lb-consumer/", import.meta.url) })
}

/** The response to a request of a raw consumer. */
export const responseTo = (model: Model, application: string, name: string) =>
  documentIn(model, application, `response_${name}`)

/** A document in a relation of an application; empty if there is none. */
export function documentIn(model: Model, application: string, key: string) {
  const bags = model.relations(application).flatMap(({ databags }) => Object.values(databags))
  return JSON.parse(bags.map((bag) => bag[key]).find((text) => text !== undefined) ?? "{}")
}
