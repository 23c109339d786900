import type { CharmSpec } from "@charmkit/ops/metadata"

/** The charm and the unit under test. */
export interface Identity {
  readonly spec: CharmSpec
  readonly app: string
  readonly unit: number
  /** The charm's path in stored state: its class name, or its `handleKind`. */
  readonly charm: string
  /** The Juju that is emulated. */
  readonly jujuVersion: string
}

export function unitName({ app, unit }: Pick<Identity, "app" | "unit">): string {
  return `${app}/${unit}`
}
