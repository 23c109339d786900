import type { CharmSpec } from "@charmkit/ops/metadata"

/** The charm and the unit under test. */
export interface Identity {
  readonly spec: CharmSpec
  readonly app: string
  readonly unit: number
  /** The charm's path in stored state: its class name, or its `handleKind`. */
  readonly charm: string
  /** The unit next to which a subordinate runs, if the test names it. */
  readonly principalUnit: string | undefined
  /** The Juju that is emulated. */
  readonly jujuVersion: string
  /** The charm's folder: the project, or a path that does not exist. */
  readonly charmDir: string
  /** Variables of the hook's environment that differ from those of a fresh unit. */
  readonly env: Readonly<Record<string, string>>
}

export function unitName({ app, unit }: Pick<Identity, "app" | "unit">): string {
  return `${app}/${unit}`
}
