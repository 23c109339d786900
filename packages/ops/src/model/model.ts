import { applicationVersionSet, goalState, type SecretRef } from "../hook-tools.ts"
import { ActionRun } from "./action-run.ts"
import type { Application } from "./application.ts"
import { Binding } from "./binding.ts"
import { Config } from "./config.ts"
import { Entities } from "./entities.ts"
import { ModelError } from "./errors.ts"
import type { ModelOptions } from "./juju-context.ts"
import { Leadership } from "./leadership.ts"
import { PendingWrites } from "./pending-writes.ts"
import { Ports } from "./ports.ts"
import type { Relation } from "./relation.ts"
import { Relations } from "./relations.ts"
import type { Secret } from "./secret.ts"
import { Secrets } from "./secrets.ts"
import { StatusSlot } from "./status-slot.ts"
import { Storage } from "./storage.ts"
import type { Unit } from "./unit.ts"

/** The Juju model as this unit sees it. Values are read on first use, and once per dispatch. */
export class Model {
  readonly name: string
  readonly uuid: string
  /** `3.6.28`; `0.0.0` if Juju did not pass it */
  readonly jujuVersion: string
  readonly unit: Unit
  readonly app: Application
  readonly config: Config
  /** The running action. In other hooks its methods fail as Juju's action tools do. */
  readonly action: ActionRun
  readonly #entities: Entities
  readonly #relations: Relations
  /** @internal What the functions that extend the model read, such as `resources(model)`. */
  readonly hook: ModelOptions
  readonly #pending = new PendingWrites()
  readonly #secrets: Secrets

  constructor(hook: ModelOptions) {
    const { context, spec, runner, now } = hook
    if (context.unitName === undefined) {
      throw new ModelError("JUJU_UNIT_NAME is not set: a charm is started by Juju (or by a test kit)")
    }
    const leadership = new Leadership(runner, now)
    const secrets = new Secrets(runner, context)
    this.#secrets = secrets
    this.#entities = new Entities(
      context.unitName,
      {
        leadership,
        status: new StatusSlot(runner, false),
        ports: new Ports(runner),
        hook,
        setWorkloadVersion: (version) => applicationVersionSet(runner, version),
        addSecret: (content, settings) => secrets.add("unit", content, settings),
      },
      {
        leadership,
        status: new StatusSlot(runner, true),
        plannedUnits: () =>
          Object.values(goalState(runner).units).filter((unit) => unit.status !== "dying").length,
        isDying: ({ name }) => goalState(runner).units[name]?.status === "dying",
        addSecret: (content, settings) => secrets.add("application", content, settings),
      },
    )
    this.#relations = new Relations(
      { runner, entities: this.#entities, leadership, pending: this.#pending },
      spec.metadata.endpoints,
      context.relation,
    )
    this.hook = hook
    this.name = context.modelName
    this.uuid = context.modelUuid
    this.jujuVersion = context.jujuVersion
    this.unit = this.#entities.unit
    this.app = this.#entities.app
    this.action = new ActionRun(runner)
    this.config = new Config(runner, spec.config, secrets)
  }

  /** Returns the same object for the same name. */
  getUnit(name: string): Unit {
    return this.#entities.getUnit(name)
  }

  /** Returns the same object for the same name. */
  getApp(name: string): Application {
    return this.#entities.getApp(name)
  }

  /**
   * Returns the relations of an endpoint by id, without the one whose `-relation-broken` hook runs.
   * @throws ModelError for an endpoint that the charm does not declare
   */
  relations(endpoint: string): readonly Relation[] {
    return this.#relations.list(endpoint)
  }

  /**
   * Without id: returns the only relation of an endpoint. With id: returns that relation; if Juju does not list it, the relation is not
   * active and has no data (a deferred event can name it).
   * @throws TooManyRelatedAppsError if there are several and no id was given
   */
  relation(endpoint: string): Relation | undefined
  relation(endpoint: string, id: number): Relation
  relation(endpoint: string, id?: number): Relation | undefined {
    return id === undefined ? this.#relations.single(endpoint) : this.#relations.byId(endpoint, id)
  }

  /** @param where an endpoint, an extra binding, or a relation (whose other side may need another address) */
  getBinding(where: string | Relation): Binding {
    return new Binding(this.hook.runner, where)
  }

  /** @param location if the hook's environment contains it; otherwise it is read on first use */
  getStorage(id: string, location?: string): Storage {
    return new Storage(this.hook.runner, id, location)
  }

  /**
   * Returns a secret by its id, or by the label that this owner or consumer gave it. With both, it gives the secret the label. The
   * content of the tracked revision is read at once.
   * @throws SecretNotFoundError if Juju does not know it, SecretPermissionError if it was not granted, SecretError if the id is invalid or
   * Juju refuses for another reason; ModelError without id and label
   */
  getSecret(ref: SecretRef): Secret {
    return this.#secrets.get(ref)
  }

  /** @internal The secret of an event, without a call to Juju. An empty label counts as none. */
  secretOfEvent(id: string, label: string): Secret {
    return this.#secrets.of(id, label)
  }

  /** @internal Sends the staged relation data at the end of a dispatch. */
  commit(): void {
    this.#pending.send(this.hook.runner)
  }
}
