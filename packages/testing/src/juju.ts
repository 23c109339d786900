/**
 * Integration tests of packed charms on Juju. `OpsTest` creates a model, packs, deploys and relates charms, and waits for them. All
 * operations use the `juju` command line, so the same test runs on minijuju (the default, without a controller) and on a real controller
 * (`JUJU=juju`).
 *
 * @module
 */

export type { Engine } from "./driver/command.ts"
export { JujuError, JujuOutputError, WaitError } from "./driver/errors.ts"
export type { IdleGoal } from "./driver/idle.ts"
export type { Ended } from "./driver/juju.ts"
export { OpsTest, type OpsTestOptions } from "./driver/ops-test.ts"
export type { ApplicationStatus, ModelStatus, StatusText, UnitStatus } from "./driver/status.ts"
export { type Task, TaskError } from "./driver/task.ts"
export type { OptionValue, TestApplication } from "./driver/test-application.ts"
export type { DeployOptions, TestModel, WaitOptions } from "./driver/test-model.ts"
export type { TestUnit } from "./driver/test-unit.ts"
export type { RelationInfo, UnitInfo } from "./driver/unit-info.ts"
export type { PathOrUrl } from "./in-process/path-or-url.ts"
