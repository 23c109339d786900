const NAME = "[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*"

/** A name of an application, offer or SAAS: a part after a dash has a letter, so that it is not the number of a unit. */
export const APPLICATION_NAME: RegExp = new RegExp(`^${NAME}$`)

/** The id of a storage: `data/0` */
export const STORAGE_ID: RegExp = new RegExp(`^${NAME}/\\d+$`)
