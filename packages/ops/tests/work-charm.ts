import { CharmBase } from "../src/charm/charm-base.ts"
import { defineEvents } from "../src/framework/define-events.ts"
import { EventBase } from "../src/framework/event.ts"
import type { Framework } from "../src/framework/framework.ts"
import { FakeJuju } from "./fake-juju.ts"

export class Custom extends EventBase {}

export type Work = (charm: WorkCharm) => void | Promise<void>

/** Runs a function of the test in `config-changed`. */
export abstract class WorkCharm extends CharmBase {
  readonly own = defineEvents(this, { custom: Custom })
  readonly state = this.storedState({ count: 0 })
  readonly order: string[] = []

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.configChanged, this.work)
    this.observe(this.own.custom, this.custom)
  }

  abstract work(event: EventBase): void | Promise<void>
  async custom(): Promise<void> {}
}

export function workCharm(work: Work, custom: Work = () => undefined) {
  return class TestCharm extends WorkCharm {
    work(): void | Promise<void> {
      return work(this)
    }
    override async custom(): Promise<void> {
      await custom(this)
    }
  }
}

/** Has one relation, `db:9` to mysql. */
export function jujuWithDatabase(): FakeJuju {
  const fake = new FakeJuju()
  fake.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {} } }]
  return fake
}

/** Changes stored state and both own databags of that relation. */
export const writeEverything: Work = ({ model, unit, app, state }) => {
  const relation = model.relation("db", 9)
  relation.data(unit).set("host", "h")
  relation.data(app).set("name", "n")
  state.count += 1
}
