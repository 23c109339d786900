import { defineCharm, type HookOf, main, provides } from "@charmkit/reactive"
import {
  type Capabilities,
  LBConsumers,
  type ReceivedRequest,
  unsupportedFields,
} from "loadbalancer-interface"
import type { Charm } from "./charmcraft.d.ts"

/** Capabilities: announced to consumers, and enforced for requests of consumers that do not read them. */
const CAN: Capabilities = { internal: false }

/** Answers each request with an address. Refuses internal load balancers, which it does not support. */
export const charm = defineCharm({
  types: {} as Charm,
  flags: ["leading", "requests.shown"],
  endpoints: { "lb-consumers": provides("loadbalancer", LBConsumers, { capabilities: CAN }) },
})

type Hook = HookOf<typeof charm>

charm.trigger({ when: "endpoint.lb-consumers.requests_changed", clear: "requests.shown" })
charm.when("endpoint.lb-consumers.requests_changed").do(answer)
charm.when("leadership.is_leader", "config.changed.address").do(answerAgain)
charm.when("leadership.is_leader").whenNot("leading").do(lead)
charm.when("leadership.is_leader").whenNot("requests.shown").do(showRequests)
charm.whenNot("leadership.is_leader").do(standBy)

function answer(hook: Hook): void {
  // This example creates nothing outside Juju, so there is nothing to delete. A provider that creates load balancers passes their names
  // here and deletes those that `remove` lists.
  const { ensure } = hook.endpointFromName("lb-consumers").reconcile([])
  for (const { request } of ensure) answerOne(hook, request)
}

/** Answers all requests again. An unchanged response is not written. */
function answerAgain(hook: Hook): void {
  for (const request of hook.endpointFromName("lb-consumers").allRequests) answerOne(hook, request)
}

/** Answers with this unit's address, because the old leader's may no longer exist. */
function lead(hook: Hook): void {
  answerAgain(hook)
  hook.flags.set("leading")
}

function answerOne(hook: Hook, request: ReceivedRequest): void {
  const { response } = request
  const excluded = unsupportedFields(request, CAN)
  if (Object.keys(excluded).length === 0) {
    response.address = address(hook)
  } else {
    response.error = response.errorTypes.unsupported
    response.errorFields = excluded
  }
  hook.endpointFromName("lb-consumers").sendResponse(request)
}

function showRequests({ endpointFromName, flags, status }: Hook): void {
  const length = endpointFromName("lb-consumers").requestCount
  status.active(`${length} request${length === 1 ? "" : "s"}`)
  flags.set("requests.shown")
}

function standBy({ flags, status }: Hook): void {
  status.active("")
  flags.clear("leading")
  flags.clear("requests.shown")
}

function address({ config, model }: Hook): string {
  return config.get("address") || model.getBinding("lb-consumers").ingressAddress
}

main(charm)
