import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { inProcess } from "@charmkit/testing"
import { type InProcessCharm, Model } from "minijuju"
import { bundled } from "../../../suite/bundled.ts"
import { packed } from "../../../suite/packed.ts"
import { WebServerCharm } from "../../web-server/src/charm.ts"
import { SERVE, WebService } from "../../web-server/src/service.ts"
import { HaproxyLbCharm } from "../src/charm.ts"
import type { Desired } from "../src/plan/desired.ts"
import { enginesOf, processesOf } from "./engines.ts"
import { until } from "./servers.ts"

const WEB_SERVER = new URL("../../web-server/", import.meta.url)
const script = fileURLToPath(new URL("files/service.sh", WEB_SERVER))
const webServer = {
  command: process.execPath,
  args: [await bundled(new URL("src/charm.ts", WEB_SERVER)), SERVE],
}

/** The service of a unit of web-server, in the unit's folder. */
export const webService = (
  host: string,
  unit: string,
  charmDir: string,
  env: NodeJS.ProcessEnv,
): WebService => new WebService(host, unit, { charmDir, env, script, program: webServer })

/** Configuration of the load balancer on minijuju, whose units have loopback addresses. */
export const LOOPBACK = { "allowed-addresses": "127.0.0.0/8" }

/** Packed charms in their own folder. */
export class Charms {
  readonly dir = mkdtempSync(join(tmpdir(), "hl-"))

  packedProvider(): Promise<string> {
    return packed(new URL("../", import.meta.url))
  }

  /**
   * The same, but with hooks in the test's process: for tests that do not need the packed charm.
   * @param rejects configurations that the engine rejects without naming a service
   */
  provider(rejects: (desired: Desired) => boolean = () => false): InProcessCharm {
    const project = { project: new URL("../", import.meta.url) }
    return {
      ...inProcess(HaproxyLbCharm, project),
      run: (execution) => {
        class Unit extends HaproxyLbCharm {
          protected override engines() {
            const engines = enginesOf(execution.charmDir, execution.env)
            for (const engine of engines) {
              const check = engine.check.bind(engine)
              engine.check = async (desired) =>
                rejects(desired) ? { reason: "not this one", blamed: new Map() } : check(desired)
            }
            return engines
          }
        }
        return inProcess(Unit, project).run(execution)
      },
    }
  }

  /** Charms that run a web server in each unit. */
  packedConsumer(): Promise<string> {
    return packed(WEB_SERVER)
  }

  /** The same, with hooks in the test's process. */
  consumer(): InProcessCharm {
    const project = { project: WEB_SERVER }
    return {
      ...inProcess(WebServerCharm, project),
      run: (execution) => {
        const { charmDir, env } = execution
        class Unit extends WebServerCharm {
          protected override get service() {
            const { bindAddress } = this.model.getBinding("lb-provider")
            const { PATH, JUJU_MODEL_UUID } = env
            return webService(bindAddress, this.unit.name, charmDir, { PATH, JUJU_MODEL_UUID })
          }
        }
        return inProcess(Unit, project).run(execution)
      },
    }
  }

  model(): Promise<Model> {
    return Model.start({ dir: this.dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** Ids of the load balancers' processes, without those of the web servers. */
  balancers(): readonly number[] {
    const all = processesOf("/balance/")
    return processesOf(join(this.dir, "")).filter((pid) => all.includes(pid))
  }

  noneLeft(): Promise<void> {
    return until("the end of all processes that balance", () => this.balancers().length === 0)
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
