import type { Command } from "./command.ts"
import { exportBundle } from "./commands/bundles.ts"
import { charms } from "./commands/charms.ts"
import { addCloud, clouds, removeCloud, showCloud, updateCloud } from "./commands/clouds.ts"
import { completion } from "./commands/completion.ts"
import { config, trust } from "./commands/config.ts"
import { constraints, modelConstraints, setConstraints, setModelConstraints } from "./commands/constraints.ts"
import {
  addCredential,
  credentials,
  removeCredential,
  showCredential,
  updateCredential,
} from "./commands/credentials.ts"
import { dashboard } from "./commands/dashboard.ts"
import { debugLog } from "./commands/debug-log.ts"
import { deploy } from "./commands/deploy.ts"
import { destroyModel } from "./commands/destroy-model.ts"
import { dev } from "./commands/dev.ts"
import { exec } from "./commands/exec.ts"
import { addMachineCommand, machines, removeMachineCommand, showMachine } from "./commands/machines.ts"
import { modelConfig } from "./commands/model-config.ts"
import { addModel, models, showModel, switchModel } from "./commands/models.ts"
import { bind, expose, spaces, unexpose } from "./commands/network.ts"
import { findOffers, offer, offers, removeOffer, showOffer } from "./commands/offers.ts"
import { operations } from "./commands/operations.ts"
import { integrate, removeRelation } from "./commands/relations.ts"
import { attachResource, resources } from "./commands/resources.ts"
import { run } from "./commands/run.ts"
import { consume, removeSaas, resumeRelation, suspendRelation } from "./commands/saas.ts"
import { scp } from "./commands/scp.ts"
import {
  addSecret,
  grantSecret,
  removeSecret,
  revokeSecret,
  secrets,
  showSecret,
  updateSecretCommand,
} from "./commands/secrets.ts"
import { controllers, showController, users, whoami } from "./commands/session.ts"
import { setLeader } from "./commands/set-leader.ts"
import { showApplication } from "./commands/show-application.ts"
import { showStatusLog } from "./commands/show-status-log.ts"
import { showUnit } from "./commands/show-unit.ts"
import { shutdown } from "./commands/shutdown.ts"
import { ssh } from "./commands/ssh.ts"
import { addSshKey, removeSshKey, sshKeys } from "./commands/ssh-keys.ts"
import { status } from "./commands/status.ts"
import {
  addStorageCommand,
  attachStorageCommand,
  detachStorageCommand,
  removeStorageCommand,
  showStorage,
  storage,
} from "./commands/storage.ts"
import { actions, showOperation, showTask } from "./commands/tasks.ts"
import { addUnit, removeApplication, removeUnit, scaleApplication } from "./commands/units.ts"
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
  exportBundle,
  charms,
  integrate,
  config,
  status,
  waitFor,
  showUnit,
  showApplication,
  showStatusLog,
  debugLog,
  dashboard,
  dev,
  actions,
  run,
  exec,
  ssh,
  scp,
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
  offer,
  offers,
  findOffers,
  showOffer,
  removeOffer,
  consume,
  removeSaas,
  suspendRelation,
  resumeRelation,
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
  scaleApplication,
  operations,
  showOperation,
  showTask,
  controllers,
  showController,
  whoami,
  users,
  clouds,
  showCloud,
  addCloud,
  updateCloud,
  removeCloud,
  credentials,
  showCredential,
  addCredential,
  updateCredential,
  removeCredential,
  modelConfig,
  constraints,
  setConstraints,
  modelConstraints,
  setModelConstraints,
  trust,
  expose,
  unexpose,
  bind,
  spaces,
  addSshKey,
  sshKeys,
  removeSshKey,
  completion(() => COMMANDS),
  version,
  shutdown,
]
