import { parseArgs } from "node:util"
import { findHaproxy } from "../charms/haproxy-lb/src/haproxy/haproxy-engine.ts"
import { type CharmPair, STYLES, type Style } from "./scenario.ts"

export const HELP = `Usage: npm run demo [-- OPTIONS]

A charm requests a load balancer and gets one. The demo packs the example charms lb-provider and
lb-consumer, deploys them on minijuju (an embedded Juju that runs them as real processes), relates
them, and shows every hook and every change of a databag while it checks that:

  1. both units of the consumer get the address,
  2. an unsupported request is refused with the provider's message,
  3. a changed request is answered again,
  4. after a change of leader no request or response is written again,
  5. the consumer waits again when the relation is removed.

With --traffic, the demo continues with real traffic: requests go through a load balancer to each unit in
turn, also while one of them is dead. A live line for each backend shows the number of requests that it has
served, and when it dies and returns.

Options:
  --traffic          send real requests through the charm haproxy-lb to web-server
  --engine ENGINE    load balancer: haproxy, embedded (a small balancer of the charm's own), or
                     auto (default): HAProxy if it is installed
  --style STYLE      style of the example charms: operator (default), declared or reactive
  --provider STYLE   only the provider
  --consumer STYLE   only the consumer
  --json             one JSON object a line on standard output: every event, every step, the result
  --help             this text

Exit codes: 0 every check passed, 1 a check failed, 2 wrong use.`

export type EngineName = "haproxy" | "embedded"

export type Options =
  | {
      readonly kind: "run"
      readonly json: boolean
      /** Undefined: without traffic. */
      readonly traffic: { readonly engine: EngineName } | undefined
      readonly styles: CharmPair<Style>
    }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly message: string }

export function parseOptions(argv: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        style: { type: "string", default: "operator" },
        provider: { type: "string" },
        consumer: { type: "string" },
        json: { type: "boolean", default: false },
        traffic: { type: "boolean", default: false },
        engine: { type: "string", default: "auto" },
        help: { type: "boolean", short: "h", default: false },
      },
    })
    if (values.help) return { kind: "help" }
    const { style, provider = style, consumer = style } = values
    return {
      kind: "run",
      json: values.json,
      traffic: values.traffic ? { engine: engineOf(values.engine) } : undefined,
      styles: { provider: styleOf(provider), consumer: styleOf(consumer) },
    }
  } catch (error) {
    return { kind: "wrong", message: error instanceof Error ? error.message : String(error) }
  }
}

function engineOf(text: string): EngineName {
  const installed = findHaproxy() !== undefined
  if (text === "embedded" || (text === "auto" && !installed)) return "embedded"
  if (text !== "auto" && text !== "haproxy")
    throw new Error(`"${text}" is no engine: choose auto, haproxy or embedded`)
  // The charm would install HAProxy, but the demo does not change the machine.
  if (!installed) throw new Error("HAProxy is not installed: run apt-get install haproxy, or choose embedded")
  return "haproxy"
}

function styleOf(text: string): Style {
  const style = STYLES.find((one) => one === text)
  if (style === undefined) throw new Error(`"${text}" is no style of charms: choose ${STYLES.join(", ")}`)
  return style
}
