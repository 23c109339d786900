import { type CharmSpec, parseCharmSpec } from "@charmkit/ops/metadata"
import type { InProcessCharm } from "minijuju/state-transition"

/** The charm of a remote application. Only its name matters, and whether it is a subordinate. */
export function remoteCharm(subordinate: boolean): CharmSpec {
  const metadata = { name: "remote", summary: "another charm", description: "another charm" }
  if (!subordinate) return parseCharmSpec({ metadata })
  const host = { interface: "juju-info", scope: "container" }
  return parseCharmSpec({ metadata: { ...metadata, subordinate, requires: { "juju-info": host } } })
}

/** A charm without a program, for models in which the caller runs the hooks. */
export function inertCharm(spec: CharmSpec): InProcessCharm {
  return {
    kind: "in-process",
    spec,
    run: () => Promise.reject(new Error("the charms of a state are never run")),
  }
}
