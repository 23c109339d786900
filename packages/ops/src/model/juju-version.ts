import { ModelError } from "./errors.ts"
import type { Model } from "./model.ts"

/** The version of the unit's agent. @throws ModelError if it has another form than Juju's versions */
export function jujuVersion(model: Model): JujuVersion {
  return new JujuVersion(model.jujuVersion)
}

const FORM = /^(\d{1,9})\.(\d{1,9})(?:(?:\.|-([a-z]+))(\d{1,9}))?(?:\.(\d{1,9}))?$/

/**
 * A version of Juju that can be compared: `3.6.28`, `4.0-beta2`, `3.5.1.3`. Pre-releases are before their release.
 * @example if (jujuVersion(this.model).atLeast("3.6.2")) …
 */
export class JujuVersion {
  /** 3 in 3.6.28. */
  readonly major: number
  /** 6 in 3.6.28. */
  readonly minor: number
  /** Of a pre-release: `beta`, `rc`; otherwise empty. */
  readonly tag: string
  /** With a tag: the number of the pre-release. */
  readonly patch: number
  /** Of a version that was built from a branch; otherwise 0. */
  readonly build: number

  /** @throws ModelError if the text is not a version of Juju */
  constructor(version: string) {
    const [, major, minor, tag = "", patch = "0", build = "0"] = FORM.exec(version) ?? []
    if (major === undefined)
      throw new ModelError(`"${version}" is not a version of Juju (like 3.6.28 or 4.0-beta2)`)
    this.major = Number(major)
    this.minor = Number(minor)
    this.tag = tag
    this.patch = Number(patch)
    this.build = Number(build)
  }

  /** Negative if this version is before the other one, 0 if they are equal: for `sort`. */
  compare(other: JujuVersion | string): number {
    const to = typeof other === "string" ? new JujuVersion(other) : other
    return (
      this.major - to.major ||
      this.minor - to.minor ||
      compareTags(this.tag, to.tag) ||
      this.patch - to.patch ||
      this.build - to.build
    )
  }

  /** Whether both are the same version. */
  equals(other: JujuVersion | string): boolean {
    return this.compare(other) === 0
  }

  /** Whether this version is the other one or a later one. */
  atLeast(other: JujuVersion | string): boolean {
    return this.compare(other) >= 0
  }

  /** Whether Juju has secrets as this package uses them (3.0.3). */
  get hasSecrets(): boolean {
    return this.atLeast("3.0.3")
  }

  /** Whether applications have databags of their own (2.7). */
  get hasAppData(): boolean {
    return this.atLeast("2.7.0")
  }

  /** Whether Juju starts a charm's `dispatch` (2.8). */
  get isDispatchAware(): boolean {
    return this.atLeast("2.8.0")
  }

  /** Whether Juju can keep a charm's stored state (2.8). */
  get hasControllerStorage(): boolean {
    return this.atLeast("2.8.0")
  }

  /** As Juju writes it. */
  toString(): string {
    const { major, minor, tag, patch, build } = this
    return `${major}.${minor}${tag === "" ? "." : `-${tag}`}${patch}${build > 0 ? `.${build}` : ""}`
  }
}

/** A release, which has no tag, is after its pre-releases. */
function compareTags(a: string, b: string): number {
  if (a === b) return 0
  if (a === "") return 1
  if (b === "") return -1
  return a < b ? -1 : 1
}
