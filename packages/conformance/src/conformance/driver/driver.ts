import type { OptionValue } from "@charmkit/testing/juju"

/** A unit as a driver sees it. */
export interface DrivenUnit {
  readonly name: string
  readonly isLeader: boolean
  /** The message of its status if it is in error. */
  readonly error: string | undefined
}

/** How a charm is deployed. */
export interface Deployment {
  readonly name: string
  readonly config?: Readonly<Record<string, OptionValue>>
  readonly trust?: boolean
}

/** The operator's part: a model, on minijuju or on a controller. */
export interface Driver extends AsyncDisposable {
  readonly engine: "minijuju" | "juju"
  /** A folder for charms that are deployed. */
  readonly folder: string
  deploy(archive: string, deployment: Deployment): Promise<void>
  integrate(one: string, other: string): Promise<void>
  removeRelation(one: string, other: string): Promise<void>
  addUnit(application: string): Promise<void>
  moveLeader(application: string): Promise<void>
  resolve(unit: string, retry: boolean): Promise<void>
  /** Runs update-status in all units. Juju itself does so only every few minutes. */
  updateStatus?(): Promise<void>
  /**
   * Runs a hook tool on the application's leader and returns its output.
   * @throws ExecError if it fails
   */
  exec(application: string, tool: string, ...args: readonly string[]): Promise<string>
  /**
   * Waits until no hook runs and none is left to run, also with units in error.
   * @throws NotIdleError
   */
  settle(timeoutSeconds: number): Promise<void>
  /** The units of an application, as of now. */
  units(application: string): Promise<readonly DrivenUnit[]>
  /** The last log lines of a unit that has failed. */
  errors(unit: string): Promise<readonly string[]>
}

/** A hook tool failed on a unit. */
export class ExecError extends Error {
  override readonly name = "ExecError"
}

/** The model did not become idle in time. */
export class NotIdleError extends Error {
  override readonly name = "NotIdleError"
}
