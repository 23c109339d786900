/** The values of secret-add or secret-set; `undefined` leaves a value unchanged. */
export interface SecretUpdate {
  readonly content?: ReadonlyMap<string, string>
  readonly label?: string
  readonly description?: string
  readonly expire?: Date
  readonly rotate?: string
}

export interface SecretCreate extends SecretUpdate {
  readonly owner: string
  readonly content: ReadonlyMap<string, string>
}

/** A grant of a secret to an application or unit, through a relation. */
export interface PendingGrant {
  readonly subject: string
  readonly relationId: number
}

/** A hook's changes to secrets, buffered until the hook has succeeded (Juju: `uniter/runner/context/secrets.go`). */
export class PendingSecrets {
  readonly creates = new Map<string, SecretCreate>()
  readonly updates = new Map<string, SecretUpdate>()
  /** Revisions to remove, or "all". */
  readonly removals = new Map<string, ReadonlySet<number> | "all">()
  readonly grants = new Map<string, PendingGrant[]>()
  readonly revokes = new Map<string, Set<string>>()

  /** Records an update. For a secret created in this hook, it changes the creation. */
  update(id: string, update: SecretUpdate): void {
    this.removals.delete(id)
    const created = this.creates.get(id)
    if (created === undefined) this.updates.set(id, { ...this.updates.get(id), ...update })
    else this.creates.set(id, { ...created, ...update })
  }

  /**
   * Records a removal, and discards the hook's other changes to the secret. Nothing remains of a secret that this
   * hook has created: observed on 4.0.15; for 3.6, juju/juju issue 22524 says that 4.0.5 failed such a hook and 3.6
   * does not. The sources of that time send the removal to the controller in both; what was run counts.
   */
  remove(id: string, revision: number | undefined): void {
    const created = this.creates.has(id)
    for (const byId of [this.creates, this.updates, this.grants, this.revokes]) byId.delete(id)
    if (created) return
    const known = this.removals.get(id)
    if (revision === undefined || known === "all") this.removals.set(id, "all")
    else this.removals.set(id, new Set([...(known ?? []), revision]))
  }

  grant(id: string, grant: PendingGrant): void {
    this.grants.set(id, [...(this.grants.get(id) ?? []), grant])
  }

  revoke(id: string, subject: string): void {
    this.revokes.set(id, new Set([...(this.revokes.get(id) ?? []), subject]))
  }
}
