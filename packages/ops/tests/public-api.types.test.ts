import { expect, test } from "vitest"
import {
  ActiveStatus,
  type Application,
  CharmBase,
  type CollectStatusEvent,
  type ConfigChangedEvent,
  defineEvents,
  ErrorStatus,
  EventBase,
  type Framework,
  FrameworkObject,
  main,
  type RelationChangedEvent,
  type RelationDepartedEvent,
  type Unit,
  UnknownStatus,
} from "../src/index.ts"

// Never run: the type checker is the test. If a line with an expected error compiles, the type check fails.

class Ready extends EventBase<{ readonly name: string; readonly count?: number }> {}
class Gone extends EventBase {}

class Lib extends FrameworkObject {
  readonly on = defineEvents(this, { ready: Ready, gone: Gone })
  readonly state = this.storedState({ acked: {} as Record<string, string>, count: 0 })

  async emits(): Promise<void> {
    await this.on.ready.emit({ name: "web" })
    await this.on.ready.emit({ name: "web", count: 1 })
    await this.on.gone.emit()
    // @ts-expect-error a name is needed
    await this.on.ready.emit()
    // @ts-expect-error a number is no name
    await this.on.ready.emit({ name: 1 })
    // @ts-expect-error there is no such event
    await this.on.missing.emit()
    // @ts-expect-error a date is not JSON
    await this.on.gone.emit({ when: new Date() })
  }

  keeps(): void {
    this.state.count += 1
    this.state.acked.web = "hash"
    // @ts-expect-error a count is a number
    this.state.count = "one"
    // @ts-expect-error nothing of that name is stored
    this.state.missing = 1
    // @ts-expect-error a date cannot be stored
    this.storedState({ when: new Date() })
  }
}

class NoEventClass extends FrameworkObject {
  // @ts-expect-error an event is a class
  readonly on = defineEvents(this, { ready: "ready" })
}

class Charm extends CharmBase {
  readonly lib = new Lib(this, "lib")

  constructor(framework: Framework) {
    super(framework)
    framework.observe(this.lib.on.ready, this.onReady)
    framework.observe(this.lib.on.ready, this.onAnything)
    framework.observe(this.on.configChanged, this.onNothing)
    framework.observe(this.on.configChanged, this.onLater)
    this.observe(this.on.relation("db").departed, this.onDeparted)
    this.observe(this.on.relation("db").changed, this.onChanged)
    // @ts-expect-error the event has other data
    framework.observe(this.lib.on.gone, this.onReady)
    // @ts-expect-error a relation event is not a collection of statuses
    this.observe(this.on.relation("db").changed, this.onCollect)
    // @ts-expect-error only departed has a departing unit
    this.observe(this.on.relation("db").changed, this.onDeparted)
    // @ts-expect-error a handler takes one event
    this.observe(this.on.start, this.onTwo)
    // @ts-expect-error there is no such hook
    this.observe(this.on.restart, this.onNothing)
    // @ts-expect-error a name is not a handler
    this.observe(this.on.start, "onNothing")
    // @ts-expect-error an arrow function is not a method: a deferred event could not find it
    this.observe(this.on.start, (event) => event.defer())
    // @ts-expect-error nor is an asynchronous one
    this.observe(this.lib.on.ready, async ({ data }) => this.log.info(data.name))
  }

  onReady(event: Ready): void {
    const name: string = event.data.name
    expect(name).toBeDefined()
    // @ts-expect-error data cannot be changed
    event.data.name = "other"
    // @ts-expect-error nothing of that name is in the data
    expect(event.data.missing).toBeUndefined()
  }

  onAnything(event: EventBase): void {
    event.defer()
  }

  onNothing(): void {}

  async onLater(_event: ConfigChangedEvent): Promise<void> {}

  onTwo(_event: EventBase, _more: string): void {}

  onDeparted({ departingUnit }: RelationDepartedEvent): void {
    expect(departingUnit?.name).toBeDefined()
  }

  onChanged({ relation, app, unit }: RelationChangedEvent): void {
    // @ts-expect-error Juju may not name an application
    const certainApp: Application = app
    // @ts-expect-error there may be no unit
    const certainUnit: Unit = unit
    expect([certainApp, certainUnit]).toBeDefined()
    relation.data(this.unit).set("key", "value")
    // @ts-expect-error relation data are strings
    relation.data(this.unit).set("key", 1)
    // @ts-expect-error relation data are strings
    relation.data(this.unit).update({ key: null })
    // @ts-expect-error data belong to a unit or an application, not to a name
    relation.data("mysql/0")
    // @ts-expect-error units are listed by Juju
    relation.units.push(this.unit)
    // @ts-expect-error an endpoint can have no relation
    expect(this.model.relation("db").id).toBeDefined()
    expect(this.model.relation("db", 4).id).toBeDefined()
  }

  onCollect(event: CollectStatusEvent): void {
    event.addStatus(new ActiveStatus())
    // @ts-expect-error Juju sets this status
    event.addStatus(new ErrorStatus("no"))
    // @ts-expect-error a status is an object
    event.addStatus("active")
  }

  statuses(): void {
    this.unit.status = new ActiveStatus("ready")
    const name: string = this.unit.status.name
    expect(name).toBeDefined()
    // @ts-expect-error unknown cannot be set
    this.unit.status = new UnknownStatus()
    // @ts-expect-error unknown cannot be set
    this.app.status = new UnknownStatus()
    // @ts-expect-error an option may be unset
    const port: number = this.config.get("port")
    expect(port).toBeDefined()
  }
}

test("what the compiler should refuse is refused (checked by tsc)", () => {
  const entries = [
    () => main(Charm),
    () => main(Charm, { storage: "local" }),
    // @ts-expect-error state is kept in Juju or in a file
    () => main(Charm, { storage: "memory" }),
    // @ts-expect-error a library is no charm
    () => main(Lib),
  ]
  expect(entries).toHaveLength(4)
  expect(NoEventClass.name).toBe("NoEventClass")
})
