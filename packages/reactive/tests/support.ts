import type { parseCharmSpec } from "@charmkit/ops/metadata"
import { FakeJuju } from "../../ops/tests/fake-juju.ts"
import { type HookResult, runHook } from "../../ops/tests/run-hook.ts"
import { type CharmDeclaration, type Hook, ReactiveCharm } from "../src/index.ts"

export { relationEnv } from "../../ops/tests/run-hook.ts"
export { FakeJuju }

export interface RunOptions {
  readonly hook?: string
  readonly env?: Record<string, string>
  readonly spec?: ReturnType<typeof parseCharmSpec>
}

/** Runs one hook of a reactive charm in this process. It must succeed; for failures use `fails`. */
export async function run<D extends CharmDeclaration>(
  charm: ReactiveCharm<D>,
  juju: FakeJuju,
  options: RunOptions = {},
): Promise<HookResult> {
  const result = await attempt(charm, juju, options)
  if (result.error !== undefined) throw result.error
  return result
}

export function attempt<D extends CharmDeclaration>(
  { CharmClass }: ReactiveCharm<D>,
  juju: FakeJuju,
  { hook = "update-status", env, spec }: RunOptions = {},
): Promise<HookResult> {
  return runHook({
    juju,
    CharmClass,
    hook,
    ...(env !== undefined && { env }),
    ...(spec !== undefined && { options: { spec } }),
  })
}

/** A charm that may set any flag, and records the names of the handlers that ran. */
export class RecordingCharm extends ReactiveCharm<{ readonly endpoints?: never }> {
  readonly ran: string[] = []

  constructor() {
    super({})
  }

  note(name: string, work: (hook: Hook) => void | Promise<void> = () => undefined) {
    const handler = async (hook: Hook): Promise<void> => {
      this.ran.push(name)
      await work(hook)
    }
    Object.defineProperty(handler, "name", { value: name })
    return handler
  }
}

/** Has flags stored by earlier hooks. */
export function jujuWithFlags(...flags: readonly string[]): FakeJuju {
  const juju = new FakeJuju()
  juju.state = {
    "ReactiveCharm/StoredStateData[flags]": JSON.stringify({ set: flags }),
    "ReactiveCharm/StoredStateData[seen]": '{"values":{"config":{}}}',
  }
  return juju
}

export function storedFlags(juju: FakeJuju): unknown {
  const text = juju.state["ReactiveCharm/StoredStateData[flags]"]
  return text === undefined ? [] : JSON.parse(text).set
}
