import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundled } from "../../../suite/bundled.ts"
import type { Host } from "../src/background/background-service.ts"
import { EmbeddedEngine } from "../src/engines/embedded-engine.ts"
import type { Engine } from "../src/engines/engine.ts"
import type { Settings } from "../src/haproxy/config.ts"
import { findHaproxy, HaproxyEngine } from "../src/haproxy/haproxy-engine.ts"
import type { BackendAddress, Service } from "../src/plan/desired.ts"
import { idOf } from "../src/plan/read-request.ts"
import { type Certificate, until } from "./servers.ts"

const charm = await bundled(new URL("../src/charm.ts", import.meta.url))

/** @param prefix of the services' names */
const hostFor = (prefix: string, environment: NodeJS.ProcessEnv): Host => ({
  files: fileURLToPath(new URL("../files", import.meta.url)),
  prefix,
  environment: { PATH: process.env.PATH, ...environment },
})

const balancer = { command: process.execPath, args: [charm, "balance"] }

/** The engines of a unit whose hooks run in the test's process. @param env of the hook */
export function enginesOf(charmDir: string, env: NodeJS.ProcessEnv): readonly Engine[] {
  const { JUJU_UNIT_NAME = "", JUJU_MODEL_UUID } = env
  const host = hostFor(JUJU_UNIT_NAME.replace("/", "-"), { JUJU_MODEL_UUID })
  return [
    new HaproxyEngine(join(charmDir, "balance", "haproxy"), host),
    new EmbeddedEngine(join(charmDir, "balance", "embedded"), host, balancer),
  ]
}

const haproxy = findHaproxy()
if (haproxy === undefined)
  console.warn("SKIPPED 1 suite (traffic through HAProxy): HAProxy is not installed; apt-get install haproxy")

/** Both engines; the tests of HAProxy are counted as skipped where it is not installed. */
export const ENGINES = [
  {
    name: "embedded",
    absent: false,
    make: (dir: string, settings?: Settings, environment: NodeJS.ProcessEnv = {}): Engine =>
      new EmbeddedEngine(
        ...([dir, hostFor(basename(dirname(dir)), environment), balancer] as const),
        ...(settings?.handshake === undefined ? [] : [String(settings.handshake.tcp)]),
      ),
  },
  {
    name: "haproxy",
    absent: haproxy === undefined,
    make: (dir: string, settings?: Settings, environment: NodeJS.ProcessEnv = {}): Engine =>
      new HaproxyEngine(dir, hostFor(basename(dirname(dir)), environment), settings),
  },
] as const

/** A backend can be given by its address alone. */
type ServiceFields = Partial<Omit<Service, "backends">> & {
  readonly backends?: readonly (string | BackendAddress)[]
}

/** An engine in its own folder. Its processes are ended and its folder is removed when the test is over. */
export class Rig implements AsyncDisposable {
  readonly engine: Engine
  readonly dir: string
  /** An address that no other rig has, so that tests can use the same ports concurrently. */
  readonly address: string

  /** @param parent where its folder is made */
  constructor(make: (dir: string) => Engine, parent = tmpdir()) {
    this.dir = mkdtempSync(join(parent, "hl-"))
    this.engine = make(join(this.dir, "e"))
    const random = () => 2 + Math.floor(Math.random() * 250)
    this.address = `127.${random()}.${random()}.${random()}`
  }

  /** A service on port 20080 of this rig. */
  service({ backends = [], ...fields }: ServiceFields = {}): Service {
    const key = fields.key ?? "1/web"
    return {
      ...{ key, id: idOf(key), mode: "http", address: this.address, ports: [{ front: 20080, back: 20001 }] },
      ...{ algorithm: "round-robin", sticky: false, checks: [], interval: 1, retries: 2 },
      backends: backends.map((one) => (typeof one === "string" ? { host: one, address: one } : one)),
      ...{ tls: undefined, maxConnections: 1_000 },
      ...fields,
    }
  }

  url(port = 20080): string {
    return `http://${this.address}:${port}/`
  }

  async live(count: number): Promise<void> {
    await until(`${count} live backends`, async () => {
      const [service] = await this.engine.traffic()
      return service?.backends.filter(({ live }) => live).length === count
    })
  }

  async connections(key: string): Promise<number> {
    const open = await this.engine.connections()
    return open === undefined ? Number.POSITIVE_INFINITY : (open.get(idOf(key)) ?? 0)
  }

  async ended(key: string): Promise<void> {
    await until(`the last connection of ${key}`, async () => (await this.connections(key)) === 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.service.remove()
    rmSync(this.dir, { recursive: true, force: true })
    await until("no process of the engine", () => processesOf(this.dir).length === 0)
  }
}

/** Ids of processes that have this folder in their command line. */
export function processesOf(folder: string): readonly number[] {
  const all = execFileSync("ps", ["-eo", "pid,stat,args", "-ww"], { encoding: "utf8" }).split("\n")
  return all.flatMap((line) => {
    const [, pid = "", state = ""] = /^\s*(\d+)\s+(\S+)/.exec(line) ?? []
    return line.includes(folder) && !state.startsWith("Z") ? [Number(pid)] : []
  })
}

/** Sends SIGKILL to all, as when the machine loses power. Workers may end with their master before their own signal. */
export async function killAll(ids: () => readonly number[]): Promise<void> {
  for (const id of ids()) {
    try {
      process.kill(id, "SIGKILL")
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
    }
  }
  await until("the end of the killed processes", () => ids().length === 0)
}

const P256 = ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]

/**
 * A self-signed certificate for the name `lb.test`, for one test.
 * @param algorithm of the key, as `openssl req -newkey` takes it
 */
export function selfSigned(dir: string, algorithm: readonly string[] = P256, days = 2): Certificate {
  const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")]
  const subject = ["-subj", "/CN=lb.test", "-addext", "subjectAltName=DNS:lb.test", "-days", String(days)]
  const kind = ["-x509", "-nodes", "-newkey", ...algorithm]
  execFileSync("openssl", ["req", ...kind, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" })
  return { certificate: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") }
}
