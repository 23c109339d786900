import { FrameworkError } from "./errors.ts"

/**
 * The name under which an object, and what it stores, is found again in the next dispatch:
 * `kind[key]` parts joined by `/`, for example `MyCharm/LBProvider[lb-provider]`.
 */
export class Handle {
  readonly parent: Handle | undefined
  readonly kind: string
  readonly key: string | undefined
  readonly path: string

  constructor(parent: Handle | undefined, kind: string, key?: string) {
    if (!/^[^/[\]]+$/.test(kind)) {
      throw new FrameworkError(
        `"${kind}" cannot name a kind of object: it must be a name without "/", "[" and "]"; ` +
          "for a class without a name, set `static handleKind`",
      )
    }
    if (key !== undefined && /[/[\]]/.test(key)) {
      throw new FrameworkError(`the key "${key}" of ${kind} must not contain "/", "[" or "]"`)
    }
    this.parent = parent
    this.kind = kind
    this.key = key === "" ? undefined : key
    const own = this.key === undefined ? kind : `${kind}[${this.key}]`
    this.path = parent === undefined ? own : `${parent.path}/${own}`
  }

  child(kind: string, key?: string): Handle {
    return new Handle(this, kind, key)
  }

  /** @throws FrameworkError if the text is not a handle path. */
  static parse(path: string): Handle {
    let handle: Handle | undefined
    for (const part of path.split("/")) {
      const match = /^([^[\]]+)(?:\[([^[\]]+)\])?$/.exec(part)
      if (match?.[1] === undefined) throw new FrameworkError(`"${path}" is not a handle path (see "${part}")`)
      handle = new Handle(handle, match[1], match[2])
    }
    if (handle === undefined) throw new FrameworkError("a handle path must not be empty")
    return handle
  }

  toString(): string {
    return this.path
  }
}
