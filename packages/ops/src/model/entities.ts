import { Application, type OwnApplication } from "./application.ts"
import { applicationOf, type OwnUnit, Unit } from "./unit.ts"

/** All units and applications of one dispatch: one object per name, so that `===` compares them. */
export class Entities {
  readonly unit: Unit
  readonly app: Application
  readonly #units = new Map<string, Unit>()
  readonly #apps = new Map<string, Application>()

  /** @throws ModelError if the name is not a unit name */
  constructor(unitName: string, ownUnit: OwnUnit, ownApp: OwnApplication) {
    this.app = new Application(applicationOf(unitName), ownApp)
    this.unit = new Unit(unitName, this.app, ownUnit)
    this.#apps.set(this.app.name, this.app)
    this.#units.set(this.unit.name, this.unit)
  }

  getApp(name: string): Application {
    const app = this.#apps.get(name) ?? new Application(name, undefined)
    this.#apps.set(name, app)
    return app
  }

  getUnit(name: string): Unit {
    const unit = this.#units.get(name) ?? new Unit(name, this.getApp(applicationOf(name)), undefined)
    this.#units.set(name, unit)
    return unit
  }
}
