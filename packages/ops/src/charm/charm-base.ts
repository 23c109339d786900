import { FrameworkError } from "../framework/errors.ts"
import type { Framework } from "../framework/framework.ts"
import { FrameworkObject } from "../framework/object.ts"
import type { CharmMetadata } from "../metadata.ts"
import type { Application } from "../model/application.ts"
import type { Logger } from "../model/logger.ts"
import { CharmEvents } from "./charm-events.ts"
import { CharmFramework } from "./charm-framework.ts"
import type { AnyCharm, CharmEventsOf, CharmTypes, ConfigOf, ModelOf, UnitOf } from "./charm-types.ts"

/**
 * Base class of charms. The constructor connects events to handler methods. An instance lives for one dispatch; keep data that
 * later dispatches need in relation data or stored state.
 *
 * `Charm` is the type of what charmcraft.yaml declares: with it, the compiler knows all names, the values of options and the parameters
 * of actions.
 * @example
 * import type { Charm } from "./charmcraft.d.ts" // written by charmkit-pack --types
 *
 * class WebCharm extends CharmBase<Charm> {}
 */
export abstract class CharmBase<Charm extends CharmTypes = AnyCharm> extends FrameworkObject {
  /** The events that Juju and this dispatch send to the charm. */
  readonly on: CharmEventsOf<Charm>
  /** What Juju knows about this unit: relations, configuration, secrets, storage. */
  readonly model: ModelOf<Charm>
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
    // Safe: the type is made from the metadata, and the packer compares the two.
    this.model = framework.model as ModelOf<Charm>
    this.meta = framework.spec.metadata
    this.log = framework.log
    this.on = new CharmEvents(framework, this.handle) as CharmEventsOf<Charm>
  }

  /** This unit. */
  get unit(): UnitOf<Charm> {
    return this.model.unit
  }

  /** This unit's application. */
  get app(): Application {
    return this.model.app
  }

  /** The application's options as the operator set them. */
  get config(): ConfigOf<Charm> {
    return this.model.config
  }
}
