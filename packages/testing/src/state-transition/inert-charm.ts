import { type CharmSpec, parseCharmSpec } from "@charmkit/ops/metadata"
import type { InProcessCharm } from "minijuju/state-transition"

/** The charm of every remote application. Only its name matters. */
export const REMOTE_CHARM: CharmSpec = parseCharmSpec({
  metadata: { name: "remote", summary: "another charm", description: "another charm" },
})

/** A charm without a program, for models in which the caller runs the hooks. */
export function inertCharm(spec: CharmSpec): InProcessCharm {
  return {
    kind: "in-process",
    spec,
    run: () => Promise.reject(new Error("the charms of a state are never run")),
  }
}
