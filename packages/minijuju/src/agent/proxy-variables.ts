import { configText } from "../state/model-config.ts"
import type { ModelState } from "../state/model-state.ts"

const KINDS = ["http", "https", "ftp"]

/**
 * Returns the variables of proxies: those of juju-*-proxy for charms to use, and those of *-proxy, which all programs of a hook use
 * (Juju: `uniter/runner/context`, `juju/proxy`).
 */
export function proxyVariables({ config }: ModelState): Record<string, string> {
  const value = (key: string) => configText({ config }, key)
  const env: Record<string, string> = { JUJU_CHARM_NO_PROXY: value("juju-no-proxy") }
  for (const kind of KINDS) {
    env[`JUJU_CHARM_${kind.toUpperCase()}_PROXY`] = withScheme(kind, value(`juju-${kind}-proxy`))
    const legacy = withScheme(kind, value(`${kind}-proxy`))
    if (legacy !== "") setBoth(env, kind, legacy)
  }
  const usesLegacy = ["no", ...KINDS].some((kind) => config.has(`${kind}-proxy`))
  if (usesLegacy) setBoth(env, "no", value("no-proxy"))
  return env
}

function setBoth(env: Record<string, string>, kind: string, text: string): void {
  env[`${kind}_proxy`] = text
  env[`${kind.toUpperCase()}_PROXY`] = text
}

function withScheme(kind: string, address: string): string {
  return address === "" || address.includes("://") ? address : `${kind}://${address}`
}
