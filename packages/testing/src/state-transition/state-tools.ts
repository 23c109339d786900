import type { CloudSpec } from "@charmkit/ops"
import type { NetworkInfo } from "@charmkit/ops/hook-tools"
import type { InProcessExecution } from "minijuju/state-transition"
import type { JujuEvent } from "./events.ts"
import type { Records } from "./records.ts"
import type { State } from "./state.ts"

type RunTool = InProcessExecution["runTool"]
type Answer = { readonly text: string } | { readonly value: unknown } | { readonly refusal: string }

/**
 * The same hook tools, and in addition those about networks, the cloud and the machine, which minijuju does not emulate.
 * They understand the arguments with which `@charmkit/ops` calls them; the words of refusals are Juju's.
 */
export function stateTools(runTool: RunTool, state: State, event: JujuEvent, records: Records): RunTool {
  return (tool, args, stdin) => {
    const answer = answerOf(tool, args, state, event, records)
    if (answer === undefined) return runTool(tool, args, stdin)
    const nothing = new Uint8Array()
    if ("refusal" in answer) {
      return { code: 1, stdout: nothing, stderr: Buffer.from(`ERROR ${answer.refusal}\n`) }
    }
    const text = "text" in answer ? answer.text : `${JSON.stringify(answer.value)}\n`
    return { code: 0, stdout: Buffer.from(text), stderr: nothing }
  }
}

function answerOf(
  tool: string,
  args: readonly string[],
  state: State,
  event: JujuEvent,
  records: Records,
): Answer | undefined {
  const last = args.at(-1) ?? ""
  switch (tool) {
    case "credential-get":
      return state.cloudSpec === null
        ? { refusal: "cannot access cloud credentials: permission denied" }
        : { value: cloud(state.cloudSpec) }
    case "juju-reboot":
      if (event.kind === "action") return { refusal: "juju-reboot is not supported when running an action." }
      records.reboot = args.includes("--now") ? "now" : "after-hook"
      return { text: "" }
    case "network-get": {
      const found = Object.hasOwn(state.networks, last) ? state.networks[last] : undefined
      return found === undefined ? undefined : { value: network(found) }
    }
    default:
      return undefined
  }
}

function network({ bindAddresses, egressSubnets, ingressAddresses }: NetworkInfo): unknown {
  return {
    "bind-addresses": bindAddresses.map(({ interfaceName, macAddress, addresses }) => ({
      "mac-address": macAddress,
      "interface-name": interfaceName,
      addresses,
    })),
    "egress-subnets": egressSubnets,
    "ingress-addresses": ingressAddresses,
  }
}

function cloud({ credential, ...spec }: CloudSpec): unknown {
  return {
    type: spec.type,
    name: spec.name,
    region: spec.region,
    endpoint: spec.endpoint,
    "identity-endpoint": spec.identityEndpoint,
    "storage-endpoint": spec.storageEndpoint,
    credential: credential && {
      "auth-type": credential.authType,
      attrs: credential.attributes,
      redacted: credential.redacted,
    },
    cacertificates: spec.caCertificates,
    "skip-tls-verify": spec.skipTlsVerify,
    "is-controller-cloud": spec.isControllerCloud,
  }
}
