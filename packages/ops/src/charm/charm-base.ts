import { FrameworkError } from "../framework/errors.ts"
import type { Framework } from "../framework/framework.ts"
import { FrameworkObject } from "../framework/object.ts"
import type { CharmMetadata } from "../metadata.ts"
import type { Application } from "../model/application.ts"
import type { Config } from "../model/config.ts"
import type { Logger } from "../model/logger.ts"
import type { Model } from "../model/model.ts"
import type { Unit } from "../model/unit.ts"
import { CharmEvents } from "./charm-events.ts"
import { CharmFramework } from "./charm-framework.ts"

/**
 * Base class of charms. The constructor connects events to handler methods. An instance lives for one dispatch; keep data that
 * later dispatches need in relation data or stored state.
 */
export abstract class CharmBase extends FrameworkObject {
  /** The events that Juju and this dispatch send to the charm. */
  readonly on: CharmEvents
  /** What Juju knows about this unit: relations, configuration, secrets, storage. */
  readonly model: Model
  /** The charm's metadata.yaml. */
  readonly meta: CharmMetadata
  /** Writes to Juju's log (`juju debug-log`). */
  readonly log: Logger

  /** @throws FrameworkError if the framework was not created by `main` or `dispatch` */
  constructor(framework: Framework) {
    super(framework)
    if (!(framework instanceof CharmFramework)) {
      throw new FrameworkError(
        "a charm is created by main() or dispatch(), which know its model and metadata",
      )
    }
    this.model = framework.model
    this.meta = framework.spec.metadata
    this.log = framework.log
    this.on = new CharmEvents(framework, this.handle)
  }

  /** This unit. */
  get unit(): Unit {
    return this.model.unit
  }

  /** This unit's application. */
  get app(): Application {
    return this.model.app
  }

  /** The application's options as the operator set them. */
  get config(): Config {
    return this.model.config
  }
}
