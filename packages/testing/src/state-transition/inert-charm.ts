import { type CharmSpec, parseCharmSpec } from "@charmkit/ops/metadata"
import type { InProcessCharm } from "minijuju/state-transition"

/** What another application's charm declares. Nobody asks for more than that it has a name. */
export const STRANGER: CharmSpec = parseCharmSpec({
  metadata: { name: "remote", summary: "another charm", description: "another charm" },
})

/** A charm as a model knows it; whoever runs a hook brings the program. */
export function inertCharm(spec: CharmSpec): InProcessCharm {
  return {
    kind: "in-process",
    spec,
    run: () => Promise.reject(new Error("a state says what is there; nothing of it runs")),
  }
}
