import { FrameworkError } from "./errors.ts"

/**
 * The path by which the next dispatch finds an object and its stored data: `kind[key]` parts joined by `/`, for example
 * `MyCharm/LBProvider[lb-provider]`.
 */
export class Handle {
  /** Undefined for the charm itself. */
  readonly parent: Handle | undefined
  /** The name of the class, or its `handleKind`. */
  readonly kind: string
  /** Tells objects of the same kind and parent apart. */
  readonly key: string | undefined
  /** The whole path: `MyCharm/LBProvider[lb-provider]`. */
  readonly path: string

  constructor(parent: Handle | undefined, kind: string, key?: string) {
    if (kind === "" || hasPathSigns(kind)) {
      throw new FrameworkError(
        `"${kind}" cannot name a kind of object: it must be a name without "/", "[" and "]"; ` +
          "for a class without a name, set `static handleKind`",
      )
    }
    if (key !== undefined && hasPathSigns(key)) {
      throw new FrameworkError(`the key "${key}" of ${kind} must not contain "/", "[" or "]"`)
    }
    this.parent = parent
    this.kind = kind
    this.key = key === "" ? undefined : key
    const own = this.key === undefined ? kind : `${kind}[${this.key}]`
    this.path = parent === undefined ? own : `${parent.path}/${own}`
  }

  /** Returns the handle of an object that belongs to this one. */
  child(kind: string, key?: string): Handle {
    return new Handle(this, kind, key)
  }

  /**
   * Parses a path.
   * @throws FrameworkError if the text is not a handle path
   */
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

  /** The path. */
  toString(): string {
    return this.path
  }
}

/** Whether the text contains `/`, `[` or `]`. Without a regular expression: compiling one takes longer than checking a hook's few names. */
function hasPathSigns(text: string): boolean {
  return text.includes("/") || text.includes("[") || text.includes("]")
}
