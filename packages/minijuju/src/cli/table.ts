import type { Command } from "./command.ts"
import { deploy } from "./commands/deploy.ts"
import { addModel, destroyModel, models, showModel, switchModel } from "./commands/models.ts"
import { integrate, removeRelation } from "./commands/relations.ts"
import { showUnit } from "./commands/show-unit.ts"
import { shutdown } from "./commands/shutdown.ts"
import { status } from "./commands/status.ts"
import { version } from "./commands/version.ts"

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  addModel,
  models,
  switchModel,
  showModel,
  destroyModel,
  deploy,
  integrate,
  removeRelation,
  status,
  showUnit,
  version,
  shutdown,
]
