/** Something asked of the model cannot be done: wrong name, wrong entity, no right. */
export class ModelError extends Error {
  override readonly name: string = "ModelError"
  /** For programs; the message is for people. */
  readonly code: string = "model"
}

/** One relation was asked for where there are several. */
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

/** Relation data cannot be used in this way. */
export class RelationDataError extends ModelError {
  override readonly name: string = "RelationDataError"
  override readonly code: string = "relation-data"
}

/** Juju does not let this unit read or write this databag. */
export class RelationDataAccessError extends RelationDataError {
  override readonly name = "RelationDataAccessError"
  override readonly code = "relation-data-access"
}

/** Keys and values of databags are strings. */
export class RelationDataTypeError extends RelationDataError {
  override readonly name = "RelationDataTypeError"
  override readonly code = "relation-data-type"
}

/** A status that a charm cannot set. */
export class InvalidStatusError extends ModelError {
  override readonly name = "InvalidStatusError"
  override readonly code = "invalid-status"
}

/** Juju refuses what was asked about a secret, whatever the reason: the id is none, its backend is out of reach. */
export class SecretError extends ModelError {
  override readonly name: string = "SecretError"
  override readonly code: string = "secret"
}

/** Juju has no such secret, or none that this unit may know of. */
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

/** Juju has the secret and does not let this unit do that with it: the grant has ended, or it belongs to somebody else. */
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
