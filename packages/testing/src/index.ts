/**
 * Tests of charms without a controller. This first part runs a charm inside the test's own process on
 * a minijuju model: real hooks in Juju's order, real databags, no process started, milliseconds.
 *
 * @module
 */

export type { CharmClass } from "@charmkit/ops"
export { Model, type ModelOptions } from "minijuju"
export { type InProcessOptions, inProcess } from "./in-process/in-process.ts"
