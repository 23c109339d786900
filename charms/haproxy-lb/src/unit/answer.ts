import type { ReceivedRequest } from "loadbalancer-interface"
import type { Engine } from "../engines/engine.ts"
import type { Desired } from "../plan/desired.ts"
import type { Plan } from "../plan/plan.ts"
import { keyOf } from "../plan/read-request.ts"
import type { Applied } from "./apply.ts"
import { outcomesOf } from "./outcomes.ts"
import type { Addresses } from "./peers.ts"

export interface AnswerInput {
  readonly plan: Plan
  /** What was applied: the plan with checks in the protocol of their ports. */
  readonly desired: Desired
  readonly applied: Applied
  readonly engine: Engine["name"]
  /** Addresses of all units, this unit's first. */
  readonly addresses: readonly Addresses[]
  /** The operator's public address; empty if there is none. */
  readonly publicAddress: string
}

/** Fills in the response to a request. @returns false if the result is not known yet; then the current response must stay */
export function fillAnswer(request: ReceivedRequest, input: AnswerInput): boolean {
  const { response } = request
  const key = keyOf(request)
  const refusal = input.plan.refused.get(key)
  if (refusal !== undefined) {
    response.error = response.errorTypes.unsupported
    response.errorFields = refusal
    return true
  }
  const service = input.plan.served.get(key)
  if (service === undefined) return false
  const obstacle = input.applied.obstacles.get(key)
  if (obstacle?.foreignAddress === true) {
    response.error = response.errorTypes.unsupported
    response.errorFields = { ingressAddress: "is no address of this provider" }
    return true
  }
  if (obstacle !== undefined) {
    response.error = response.errorTypes.providerError
    response.errorMessage = `port ${obstacle.port} cannot be listened on: ${obstacle.reason}`
    return true
  }
  const blame = input.applied.blamed.get(key)
  if (blame?.field !== undefined) {
    response.error = response.errorTypes.unsupported
    response.errorFields = { [blame.field]: BAD_TLS }
    return true
  }
  if (blame !== undefined || input.applied.failure !== undefined) {
    if (blame === undefined && request.previousResponse?.address != null) return false
    response.error = response.errorTypes.providerError
    response.errorMessage = "the configuration could not be used; the provider's log says why"
    return true
  }
  const all = addressesOf(request, input)
  const before = request.previousResponse?.address
  // A new leader keeps the published address as long as a unit has it.
  response.address = before != null && all.includes(before) ? before : (all[0] ?? null)
  response.addresses = all
  const own = input.desired.services.find((one) => one.key === key) ?? service
  response.fields = outcomesOf(request, own, input.engine, input.plan.leftOut.get(key))
  return true
}

const BAD_TLS =
  "the load balancer rejects this certificate with its key: use an RSA key of at least 2048 bits or the curve P-256"

function addressesOf(request: ReceivedRequest, { addresses, publicAddress }: AnswerInput): readonly string[] {
  if (request.ingressAddress) return [request.ingressAddress]
  if (request.public && publicAddress !== "") return [publicAddress]
  return [...new Set(addresses.map(({ bind, ingress }) => (request.public ? ingress : bind)))]
}
