import {
  type HookToolRunner,
  type SecretInfo,
  type SecretRef,
  type SecretSettings,
  secretGet,
  secretGrant,
  secretInfoGet,
  secretRemove,
  secretRevoke,
  secretSet,
} from "../hook-tools.ts"
import { ModelError } from "./errors.ts"
import { checkSecretContent, type SecretContent } from "./secret-content.ts"
import { canonicalSecretId, secretCall } from "./secret-id.ts"
import { checkSecretSettings, isSecretRotate } from "./secret-settings.ts"

/** A `Relation`. Declared by shape to avoid an import cycle: relations use units, and units use secrets. */
interface InRelation {
  readonly id: number
}

/** A `Unit` at the other end of the relation. */
interface OneUnit {
  readonly name: string
}

/** Services shared by all secrets. */
export interface SecretServices {
  readonly runner: HookToolRunner
  readonly modelUuid: string
  /** Whether `secret-set` clears settings that are not passed again (Juju before 3.6). */
  readonly resendSettings: () => boolean
  /** What was read. A refresh or a new revision empties it, because several objects can be the same secret, by id and by label. */
  readonly contents: Map<Secret, SecretContent>
}

/**
 * A Juju secret, as its owner or a consumer uses it. Reads ask Juju at once; an owner's changes are sent at once and applied when the hook
 * succeeds. Every method throws SecretNotFoundError if Juju does not know the secret (any more), SecretPermissionError if Juju denies
 * access, and their base class SecretError if Juju refuses for another reason.
 */
export class Secret {
  readonly #services: SecretServices
  #id: string | undefined
  #label: string | undefined

  constructor(services: SecretServices, { id, label }: SecretRef) {
    this.#services = services
    this.#id = id === undefined ? undefined : canonicalSecretId(id, services.modelUuid)
    this.#label = label
  }

  /** `secret:…`; undefined for a secret that was only named by its label. */
  get id(): string | undefined {
    return this.#id
  }

  /** The label given by this owner or consumer, if it was passed here or by Juju. */
  get label(): string | undefined {
    return this.#label
  }

  /** The last part of the id, which is the same in all of its forms. */
  get uniqueIdentifier(): string | undefined {
    return this.#id?.slice(Math.max(this.#id.lastIndexOf("/"), this.#id.lastIndexOf(":")) + 1)
  }

  /** Returns the revision that this unit tracks; with `refresh` the latest, which is tracked from then on. Read once per dispatch, unless a secret changes in it. */
  getContent({ refresh = false }: { readonly refresh?: boolean } = {}): SecretContent {
    const { contents } = this.#services
    if (refresh) contents.clear()
    const content = contents.get(this) ?? this.#read(refresh ? "refresh" : undefined)
    contents.set(this, content)
    return content
  }

  /** Returns the latest revision without tracking it. */
  peekContent(): SecretContent {
    return this.#read("peek")
  }

  /** Returns the secret's properties. For owners only; for others Juju reports that the secret does not exist. */
  getInfo(): SecretInfo {
    const by = this.#id === undefined ? { label: this.#label ?? "" } : { id: this.#id }
    const info = this.#call(() => secretInfoGet(this.#services.runner, by))
    this.#id ??= `secret:${info.id}`
    return info
  }

  /**
   * Creates a new revision if the content differs from the latest.
   * @throws ModelError for keys and values that Juju would refuse
   */
  setContent(content: SecretContent): void {
    checkSecretContent(content)
    this.#set(content, {})
    this.#services.contents.clear()
  }

  /** Changes the given settings; the others stay. */
  setInfo(settings: SecretSettings): void {
    if (Object.values(settings).every((value) => value === undefined))
      throw new ModelError("setInfo needs at least one of label, description, expire, rotate")
    checkSecretSettings(settings)
    this.#set({}, settings)
    if (settings.label !== undefined) this.#label = settings.label
  }

  /** Lets the application at the other end of a relation, or one of its units, read the secret until the relation ends. */
  grant(relation: InRelation, { unit }: { readonly unit?: OneUnit } = {}): void {
    const id = this.#needId()
    this.#call(() => secretGrant(this.#services.runner, id, grantee(relation, unit)))
  }

  /** Revokes a grant. */
  revoke(relation: InRelation, { unit }: { readonly unit?: OneUnit } = {}): void {
    const id = this.#needId()
    this.#call(() => secretRevoke(this.#services.runner, id, grantee(relation, unit)))
  }

  removeRevision(revision: number): void {
    const id = this.#needId()
    this.#call(() => secretRemove(this.#services.runner, id, revision))
  }

  /** Removes the secret. */
  removeAllRevisions(): void {
    const id = this.#needId()
    this.#call(() => secretRemove(this.#services.runner, id))
  }

  #read(look: "refresh" | "peek" | undefined): SecretContent {
    return this.#call(() => secretGet(this.#services.runner, this.#ref(), look))
  }

  #set(content: SecretContent, settings: SecretSettings): void {
    const id = this.#needId()
    const kept = this.#services.resendSettings() ? settingsOf(this.getInfo()) : {}
    this.#call(() => secretSet(this.#services.runner, id, content, { ...kept, ...settings }))
  }

  #ref(): SecretRef {
    if (this.#id === undefined) return { label: this.#label ?? "" }
    return this.#label ? { id: this.#id, label: this.#label } : { id: this.#id }
  }

  #needId(): string {
    return this.#id ?? `secret:${this.getInfo().id}`
  }

  #call<T>(call: () => T): T {
    return secretCall(this.#id ?? `with the label "${this.#label}"`, call)
  }
}

function grantee({ id }: InRelation, unit: OneUnit | undefined) {
  return { relationId: id, ...(unit !== undefined && { unit: unit.name }) }
}

function settingsOf({ label, description, expires, rotation }: SecretInfo): SecretSettings {
  return {
    ...(label !== "" && { label }),
    ...(description !== "" && { description }),
    ...(expires !== undefined && { expire: expires }),
    ...(isSecretRotate(rotation) && { rotate: rotation }),
  }
}
