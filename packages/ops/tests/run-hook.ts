import { type DispatchOptions, dispatch } from "../src/dispatch/dispatch.ts"
import { parseCharmSpec } from "../src/metadata/charm-spec.ts"
import type { FakeJuju } from "./fake-juju.ts"

/** A charm with one declaration of each kind. */
export const spec = parseCharmSpec({
  metadata: {
    name: "me",
    summary: "A charm for tests.",
    description: "It declares one of everything.",
    requires: { db: { interface: "sql" }, "my-cache": { interface: "cache" } },
    provides: { site: { interface: "http" } },
    peers: { cluster: { interface: "me-peers" } },
    storage: { data: { type: "filesystem", multiple: { range: "1-" } } },
    resources: { img: { type: "file", filename: "img.tar" } },
    "extra-bindings": { metrics: null },
    containers: { web: {} },
  },
  config: { options: { port: { type: "int", default: 80 }, title: { type: "string" } } },
  actions: { "do-it": { description: "Does it.", params: { how: { type: "string" } } } },
})

export interface Hook {
  readonly juju: FakeJuju
  readonly CharmClass: DispatchOptions["CharmClass"]
  /** `config-changed`; default `update-status` */
  readonly hook?: string
  readonly env?: Record<string, string>
  readonly options?: Partial<DispatchOptions>
}

export interface HookResult {
  readonly code: number
  readonly error: unknown
  readonly stderr: string
}

/** Runs one hook in this process. */
export async function runHook({
  juju,
  CharmClass,
  hook = "update-status",
  env,
  options,
}: Hook): Promise<HookResult> {
  let error: unknown
  const stderr: string[] = []
  const code = await dispatch({
    CharmClass,
    runner: juju,
    charmDir: "/nonexistent",
    spec,
    env: hookEnvironment(hook, env),
    stderr: (line) => void stderr.push(line),
    onError: (thrown) => {
      error = thrown
    },
    ...options,
  })
  return { code, error, stderr: stderr.join("\n") }
}

export function hookEnvironment(hook: string, env: Record<string, string> = {}): Record<string, string> {
  return {
    JUJU_DISPATCH_PATH: hook.includes("/") ? hook : `hooks/${hook}`,
    JUJU_UNIT_NAME: "me/0",
    JUJU_MODEL_NAME: "testing",
    JUJU_MODEL_UUID: "0f0f",
    JUJU_VERSION: "3.6.28",
    ...env,
  }
}

/** The environment of a relation hook. */
export function relationEnv(ref: string, unit = "", departing = ""): Record<string, string> {
  const endpoint = ref.split(":")[0] ?? ""
  return {
    JUJU_RELATION: endpoint,
    JUJU_RELATION_ID: ref,
    JUJU_REMOTE_APP: unit.split("/")[0] || "mysql",
    JUJU_REMOTE_UNIT: unit,
    ...(departing !== "" && { JUJU_DEPARTING_UNIT: departing }),
  }
}
