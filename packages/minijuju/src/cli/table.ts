import type { Command } from "./command.ts"
import { charms } from "./commands/charms.ts"
import { completion } from "./commands/completion.ts"
import { config } from "./commands/config.ts"
import { dashboard } from "./commands/dashboard.ts"
import { debugLog } from "./commands/debug-log.ts"
import { deploy } from "./commands/deploy.ts"
import { destroyModel } from "./commands/destroy-model.ts"
import { dev } from "./commands/dev.ts"
import { exec, ssh } from "./commands/exec.ts"
import {
  controllers,
  expose,
  modelConstraints,
  setConstraints,
  setModelConstraints,
  trust,
  unexpose,
} from "./commands/ignored-options.ts"
import { addMachineCommand, machines, removeMachineCommand, showMachine } from "./commands/machines.ts"
import { modelConfig } from "./commands/model-config.ts"
import { addModel, models, showModel, switchModel } from "./commands/models.ts"
import { integrate, removeRelation } from "./commands/relations.ts"
import { attachResource, resources } from "./commands/resources.ts"
import { run } from "./commands/run.ts"
import {
  addSecret,
  grantSecret,
  removeSecret,
  revokeSecret,
  secrets,
  showSecret,
  updateSecretCommand,
} from "./commands/secrets.ts"
import { setLeader } from "./commands/set-leader.ts"
import { showUnit } from "./commands/show-unit.ts"
import { shutdown } from "./commands/shutdown.ts"
import { status } from "./commands/status.ts"
import {
  addStorageCommand,
  attachStorageCommand,
  detachStorageCommand,
  removeStorageCommand,
  showStorage,
  storage,
} from "./commands/storage.ts"
import { actions, operations, showOperation, showTask } from "./commands/tasks.ts"
import { addUnit, removeApplication, removeUnit } from "./commands/units.ts"
import { refresh, resolveUnit } from "./commands/upgrade.ts"
import { version } from "./commands/version.ts"
import { waitFor } from "./commands/wait-for.ts"

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  addModel,
  models,
  switchModel,
  showModel,
  destroyModel,
  deploy,
  charms,
  integrate,
  config,
  status,
  waitFor,
  showUnit,
  debugLog,
  dashboard,
  dev,
  actions,
  run,
  exec,
  ssh,
  addUnit,
  machines,
  showMachine,
  addMachineCommand,
  removeMachineCommand,
  refresh,
  resources,
  attachResource,
  storage,
  showStorage,
  addStorageCommand,
  attachStorageCommand,
  detachStorageCommand,
  removeStorageCommand,
  resolveUnit,
  addSecret,
  updateSecretCommand,
  grantSecret,
  revokeSecret,
  removeSecret,
  secrets,
  showSecret,
  setLeader,
  removeRelation,
  removeUnit,
  removeApplication,
  operations,
  showOperation,
  showTask,
  controllers,
  modelConfig,
  modelConstraints,
  setModelConstraints,
  setConstraints,
  trust,
  expose,
  unexpose,
  completion(() => COMMANDS),
  version,
  shutdown,
]
