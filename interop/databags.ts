import type { Model, SettingChange } from "minijuju"

/** Tracks what the applications of a model write to their databags, from the changes of committed hooks. */
export class Databags {
  readonly #values = new Map<string, Map<string, string>>()
  #writes: { readonly owner: string; readonly change: SettingChange }[] = []

  constructor(model: Model) {
    model.listen((event) => {
      if (event.type !== "databag-changed") return
      const values = this.#values.get(event.owner) ?? new Map<string, string>()
      this.#values.set(event.owner, values)
      for (const change of event.changes) {
        this.#writes.push({ owner: event.owner, change })
        if (change.after === undefined) values.delete(change.key)
        else values.set(change.key, change.after)
      }
    })
  }

  value(owner: string, key: string): string | undefined {
    return this.#values.get(owner)?.get(key)
  }

  json(owner: string, key: string): unknown {
    return JSON.parse(this.value(owner, key) ?? "null")
  }

  forgetWrites(): void {
    this.#writes = []
  }

  writesOf(owner: string, key: string): SettingChange[] {
    return this.#writes
      .filter((write) => write.owner === owner && write.change.key === key)
      .map(({ change }) => change)
  }
}
