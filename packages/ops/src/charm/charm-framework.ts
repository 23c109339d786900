import { Framework, type FrameworkOptions } from "../framework/framework.ts"
import type { CharmSpec } from "../metadata.ts"
import type { Logger } from "../model/logger.ts"
import type { Model } from "../model/model.ts"

export interface CharmFrameworkOptions extends FrameworkOptions {
  readonly model: Model
  readonly spec: CharmSpec
  readonly log: Logger
}

/** A framework with what `CharmBase` needs in addition. A subclass, so that `Framework` does not depend on the model. */
export class CharmFramework extends Framework {
  readonly model: Model
  readonly spec: CharmSpec
  readonly log: Logger

  constructor(options: CharmFrameworkOptions) {
    super(options)
    this.model = options.model
    this.spec = options.spec
    this.log = options.log
  }
}
