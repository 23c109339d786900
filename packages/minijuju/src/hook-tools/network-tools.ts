import { jujuRules } from "../state/juju-version.ts"
import { optionalRelation, RELATION_FLAG } from "./relation-flag.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

const bool = (name: string, help: string) => ({ names: [name], takes: "bool", help }) as const

export const networkGet: HookTool = {
  name: "network-get",
  usage: "[options] <binding-name> [--ingress-address] [--bind-address] [--egress-subnets]",
  purpose: "Get network config",
  format: "smart",
  flags: [
    RELATION_FLAG,
    bool("bind-address", "Get the address for the binding on which the unit should listen"),
    bool("ingress-address", "Get the ingress address for the binding"),
    bool("egress-subnets", "Get the egress subnets for the binding"),
    bool("primary-address", "(deprecated) Get the primary address for the binding"),
  ],
  run(call) {
    const [binding] = call.args
    if (call.args.length === 0) throw usageError("no arguments specified")
    if (binding === undefined || binding === "") throw usageError("no binding name specified")
    optionalRelation(call)
    const { metadata } = call.context.application.charm.spec
    const bindings = [...Object.keys(metadata.endpoints), ...(metadata.extraBindings ?? []), "juju-info"]
    if (!bindings.includes(binding)) {
      throw runError(`no network config found for binding ${JSON.stringify(binding)}`)
    }
    const { address } = call.context.unit
    if (call.flags.bool("primary-address")) return { value: address }
    const parts = new Map<string, unknown>()
    if (call.flags.bool("bind-address")) parts.set("bind-address", address)
    if (call.flags.bool("egress-subnets")) parts.set("egress-subnets", [`${address}/32`])
    if (call.flags.bool("ingress-address")) parts.set("ingress-address", address)
    if (parts.size === 1) return { value: [...parts.values()][0] }
    if (parts.size > 0) return { value: parts }
    const hostname = jujuRules(call.context.state).addressIsHostname ? address : ""
    return { value: networkInfo(address, hostname, call.flags.text("format") === "json") }
  },
}

/** Juju prints the fields under their old names, too, except in JSON. */
function networkInfo(address: string, hostname: string, json: boolean) {
  const [mac, lo] = ["00:00:00:00:00:00", "lo"]
  return {
    "bind-addresses": [
      {
        "mac-address": mac,
        "interface-name": lo,
        addresses: [{ hostname, value: address, cidr: "127.0.0.0/8", ...(json ? {} : { address }) }],
        ...(json ? {} : { macaddress: mac, interfacename: lo }),
      },
    ],
    "egress-subnets": [`${address}/32`],
    "ingress-addresses": [address],
  }
}

export const unitGet: HookTool = {
  name: "unit-get",
  usage: "[options] <setting>",
  purpose: "Print public-address or private-address",
  format: "smart",
  maxArgs: 1,
  run({ context, args }) {
    const [setting] = args
    if (setting === undefined) throw usageError("no setting specified")
    if (setting !== "private-address" && setting !== "public-address") {
      throw usageError(`unknown setting ${JSON.stringify(setting)}`)
    }
    return { value: context.unit.address }
  },
}
