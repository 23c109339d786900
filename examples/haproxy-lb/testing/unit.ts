import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { packCharm } from "@charmkit/pack"
import { Model } from "minijuju"
import { processesOf } from "./engines.ts"
import { until } from "./servers.ts"

/** What the load balancer is deployed with: units of the embedded Juju are on this machine. */
export const LOOPBACK = { "allowed-addresses": "127.0.0.0/8" }

/** Packed charms in a folder of their own. */
export class Charms {
  readonly dir = mkdtempSync(join(tmpdir(), "hl-"))
  #provider: Promise<string> | undefined
  #consumer: Promise<string> | undefined

  provider(): Promise<string> {
    this.#provider ??= this.#pack("haproxy-lb")
    return this.#provider
  }

  /** Charms that run a web server in each unit. */
  consumer(): Promise<string> {
    this.#consumer ??= this.#pack("web-server")
    return this.#consumer
  }

  model(): Promise<Model> {
    return Model.start({ dir: this.dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** Ids of the processes that balance; those of charms that serve are others. */
  balancers(): readonly number[] {
    return processesOf(join(this.dir, "")).filter((pid) => processesOf("balance").includes(pid))
  }

  noneLeft(): Promise<void> {
    return until("the end of all processes that balance", () => this.balancers().length === 0)
  }

  async #pack(name: string): Promise<string> {
    const projectDir = fileURLToPath(new URL(`../../${name}/`, import.meta.url))
    return (await packCharm({ projectDir, outDir: this.dir, conditions: ["charmkit-source"] })).file
  }
}

export function addressOf(model: Model, unit: string): string {
  const [application = ""] = unit.split("/")
  return model.status().applications[application]?.units[unit]?.["public-address"] ?? ""
}

export function statusOf(model: Model, unit: string): string {
  const [application = ""] = unit.split("/")
  const status = model.status().applications[application]?.units[unit]?.["workload-status"]
  return `${status?.current} ${status?.message}`
}

export function leaderOf(model: Model, application: string): string {
  const units = Object.entries(model.status().applications[application]?.units ?? {})
  return units.find(([, { leader }]) => leader === true)?.[0] ?? ""
}
