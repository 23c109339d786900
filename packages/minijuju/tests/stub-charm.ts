import { parseCharmSpec } from "@charmkit/ops/metadata"
import type { InProcessCharm } from "../src/index.ts"

type Endpoints = Readonly<Record<string, string | { interface: string; limit?: number; scope?: "container" }>>

export interface StubSpec {
  readonly name: string
  readonly requires?: Endpoints
  readonly provides?: Endpoints
  readonly peers?: Endpoints
  readonly config?: Readonly<Record<string, { type: string; default?: unknown }>>
  readonly actions?: Readonly<Record<string, unknown>>
  readonly subordinate?: boolean
  readonly storage?: Readonly<Record<string, unknown>>
  readonly resources?: Readonly<Record<string, unknown>>
  readonly extraBindings?: readonly string[]
}

/** What a stub's handler can do in one hook. */
export interface StubHook {
  readonly unit: string
  readonly hook: string
  readonly env: Readonly<Record<string, string>>
  /** Returns the standard output of a tool. If the tool fails, throws an error with its standard error. */
  tool(name: string, ...args: string[]): string
  json(name: string, ...args: string[]): unknown
}

/** A charm that runs a test's handlers and records every hook. */
export class StubCharm implements InProcessCharm {
  readonly kind = "in-process"
  readonly spec: InProcessCharm["spec"]
  /** `unit hook [remote]`, in the order in which the hooks ran. */
  readonly hooks: string[] = []
  #handler: (hook: StubHook) => unknown

  constructor(
    { name, config = {}, actions = {}, extraBindings = [], ...rest }: StubSpec,
    handler: (hook: StubHook) => unknown = () => 0,
  ) {
    this.spec = parseCharmSpec({
      metadata: {
        name,
        summary: name,
        description: name,
        ...rest,
        ...(extraBindings.length === 0
          ? {}
          : { "extra-bindings": Object.fromEntries(extraBindings.map((each) => [each, null])) }),
      },
      config: { options: config },
      actions,
    })
    this.#handler = handler
  }

  handle(handler: (hook: StubHook) => unknown): void {
    this.#handler = handler
  }

  hooksOf(unit: string): string[] {
    return this.hooks.filter((line) => line.startsWith(`${unit} `)).map((line) => line.slice(unit.length + 1))
  }

  async run({ env, runTool }: Parameters<InProcessCharm["run"]>[0]): Promise<number> {
    const unit = env.JUJU_UNIT_NAME ?? ""
    const hook = env.JUJU_HOOK_NAME || (env.JUJU_DISPATCH_PATH ?? "")
    this.hooks.push([unit, hook, env.JUJU_REMOTE_UNIT].filter(Boolean).join(" "))
    const tool = (name: string, ...args: string[]): string => {
      const { code, stdout, stderr } = runTool(name, args)
      if (code !== 0) throw new Error(Buffer.from(stderr).toString())
      return Buffer.from(stdout).toString()
    }
    const json = (name: string, ...args: string[]): unknown =>
      JSON.parse(tool(name, ...args, "--format=json"))
    const code = await this.#handler({ unit, hook, env, tool, json })
    return typeof code === "number" ? code : 0
  }
}
