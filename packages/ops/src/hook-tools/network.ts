import { HookToolOutputError } from "./errors.ts"
import { isMapping, MAPPING, runJson, TEXT, TEXTS } from "./output.ts"
import type { RelationRef } from "./relation.ts"
import type { HookToolRunner } from "./runner.ts"

/** A unit's network for one endpoint. Juju may give host names where it has no addresses. */
export interface NetworkInfo {
  /** Where the unit listens; the first address of the first interface comes first. */
  readonly bindAddresses: readonly string[]
  /** Where others reach it. */
  readonly ingressAddresses: readonly string[]
  /** Where its own connections seem to come from, in CIDR notation. */
  readonly egressSubnets: readonly string[]
}

export function networkGet(runner: HookToolRunner, binding: string, relation?: RelationRef): NetworkInfo {
  const args = ["--format=json", ...(relation === undefined ? [] : ["-r", relation]), binding]
  const answer = runJson(runner, MAPPING, "network-get", args)
  const list = (key: string) => {
    const value = answer[key] ?? []
    if (!TEXTS.matches(value))
      throw new HookToolOutputError(
        "network-get",
        args,
        `${key} as a list of strings`,
        JSON.stringify(answer),
      )
    return value
  }
  return {
    bindAddresses: bindAddresses(answer["bind-addresses"]),
    ingressAddresses: list("ingress-addresses"),
    egressSubnets: list("egress-subnets"),
  }
}

function bindAddresses(interfaces: unknown): string[] {
  if (!Array.isArray(interfaces)) return []
  return interfaces.flatMap((one: unknown) => {
    const addresses = isMapping(one) && Array.isArray(one.addresses) ? one.addresses : []
    return addresses.flatMap((address: unknown) =>
      isMapping(address) && typeof address.value === "string" ? [address.value] : [],
    )
  })
}

/** @throws HookToolError while the unit has no such address */
export function unitGet(runner: HookToolRunner, setting: "private-address" | "public-address"): string {
  return runJson(runner, TEXT, "unit-get", ["--format=json", setting])
}
