import { defineCharm, type HookOf, main, requires } from "@charmkit/reactive"
import { LBProvider } from "loadbalancer-interface"
import type { Charm } from "./charmcraft.d.ts"

const REQUEST = "web"

/** Requests one load balancer and shows the result in its status. */
export const charm = defineCharm({
  types: {} as Charm,
  flags: ["request.sent", "response.shown"],
  endpoints: { "lb-provider": requires("loadbalancer", LBProvider) },
})

type Hook = HookOf<typeof charm>

// Forgets the sent request when the relation ends or the configuration changes, so that it is sent again.
charm.trigger({ whenNot: "endpoint.lb-provider.available", clear: "request.sent" })
charm.trigger({ when: "config.changed", clear: "request.sent" })
charm.trigger({ when: "endpoint.lb-provider.response.changed", clear: "response.shown" })
charm.trigger({ whenNot: "endpoint.lb-provider.response.available", clear: "response.shown" })

charm.whenNot("endpoint.lb-provider.available").do(waitForProvider)
charm.when("endpoint.lb-provider.available", "leadership.is_leader").whenNot("request.sent").do(sendRequest)
charm
  .when("endpoint.lb-provider.available")
  .whenNot("endpoint.lb-provider.response.available")
  .do(waitForResponse)
charm.when("endpoint.lb-provider.response.changed").do(acknowledge)
charm.when("endpoint.lb-provider.response.available").whenNot("response.shown").do(showResponse)

function waitForProvider({ status }: Hook): void {
  status.waiting("for a load balancer provider")
}

/** Sends the request for the current configuration, or withdraws it. An unchanged request is not written again. */
function sendRequest({ config, endpointFromName, flags }: Hook): void {
  const lb = endpointFromName("lb-provider")
  // The flag can still be set after the relation has ended, until this unit runs its relation-broken hook.
  if (!lb.canRequest) return
  if (config.get("load-balanced")) {
    const request = lb.getRequest(REQUEST)
    request.protocol = request.protocols.http
    request.portMapping = { [config.get("port")]: 8080 }
    request.public = config.get("public")
    lb.sendRequest(request)
  } else {
    lb.removeRequest(REQUEST)
  }
  flags.set("request.sent")
}

function waitForResponse({ status }: Hook): void {
  status.waiting("for the load balancer")
}

function acknowledge({ endpointFromName }: Hook): void {
  const lb = endpointFromName("lb-provider")
  for (const response of [...lb.newResponses, ...lb.revokedResponses]) lb.ackResponse(response)
}

function showResponse({ endpointFromName, flags, status }: Hook): void {
  const response = endpointFromName("lb-provider").getResponse(REQUEST)
  if (response === undefined) return
  if (response.error) status.blocked(refusal(response))
  else status.active(`reachable at ${response.address}`)
  flags.set("response.shown")
}

/** The provider's error messages, field by field. */
function refusal(response: {
  errorMessage: string | null
  errorFields: Readonly<Record<string, string>>
}): string {
  const fields = Object.entries(response.errorFields).map(([field, message]) => `${field}: ${message}`)
  return [response.errorMessage, ...fields].filter(Boolean).join("; ")
}

main(charm)
