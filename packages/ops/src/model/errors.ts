/** The model cannot do what was asked: wrong name, wrong entity, missing permission. */
export class ModelError extends Error {
  override readonly name: string = "ModelError"
  /** For programs; `message` is for people. */
  readonly code: string = "model"
}

/** An endpoint has several relations where the caller asked for the only one. */
export class TooManyRelatedAppsError extends ModelError {
  override readonly name = "TooManyRelatedAppsError"
  override readonly code = "too-many-related-apps"
  /** The endpoint with several relations. */
  readonly endpoint: string
  /** How many relations it has. */
  readonly count: number

  constructor(endpoint: string, count: number) {
    super(
      `the endpoint "${endpoint}" has ${count} relations where one was asked for; ` +
        `give the id (model.relation("${endpoint}", id)) or go through model.relations("${endpoint}")`,
    )
    this.endpoint = endpoint
    this.count = count
  }
}

/** Base class of errors in the use of relation data. */
export class RelationDataError extends ModelError {
  override readonly name: string = "RelationDataError"
  override readonly code: string = "relation-data"
}

/** Juju does not let this unit read or write this databag. */
export class RelationDataAccessError extends RelationDataError {
  override readonly name = "RelationDataAccessError"
  override readonly code = "relation-data-access"
}

/** A key or value of a databag is not a string. */
export class RelationDataTypeError extends RelationDataError {
  override readonly name = "RelationDataTypeError"
  override readonly code = "relation-data-type"
}

/** A status that a charm cannot set. */
export class InvalidStatusError extends ModelError {
  override readonly name = "InvalidStatusError"
  override readonly code = "invalid-status"
}

/** Juju refuses a secret command for any reason: an invalid id, an unreachable secret backend, … */
export class SecretError extends ModelError {
  override readonly name: string = "SecretError"
  override readonly code: string = "secret"
}

/** Juju has no such secret, or does not let this unit know of it. */
export class SecretNotFoundError extends SecretError {
  override readonly name = "SecretNotFoundError"
  override readonly code = "secret-not-found"

  /** @param secret its id, or `with the label "…"` */
  constructor(secret: string, cause: unknown) {
    super(`the secret ${secret} is not there: it was removed, or this unit has never been granted it`, {
      cause,
    })
  }
}

/** Juju has the secret but denies the operation: the grant was revoked, or another entity owns it. */
export class SecretPermissionError extends SecretError {
  override readonly name = "SecretPermissionError"
  override readonly code = "secret-permission"

  /** @param secret its id, or `with the label "…"` */
  constructor(secret: string, cause: unknown) {
    super(`Juju denies the permission for the secret ${secret}: its owner has to grant it to this relation`, {
      cause,
    })
  }
}

/** Returns what the charm declares under a name. @throws ModelError if it is nothing */
export function declaredIn<T>(names: Readonly<Record<string, T>>, what: string, name: string): T {
  const found = Object.hasOwn(names, name) ? names[name] : undefined
  if (found === undefined) {
    const known = Object.keys(names).join(", ") || "none"
    throw new ModelError(`the charm declares no ${what} "${name}" (declared: ${known})`)
  }
  return found
}
