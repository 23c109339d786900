import { type CharmClass, dispatch } from "@charmkit/ops"
import type { InProcessCharm } from "minijuju"
import type { PathOrUrl } from "./path-or-url.ts"
import { readProjectSpec } from "./project-spec.ts"
import { ToolReplyRunner } from "./tool-reply-runner.ts"

/** What `inProcess` needs in addition to the charm class. */
export interface InProcessOptions {
  /**
   * The charm project's folder, as a path or a `file:` URL; it contains `charmcraft.yaml` (or `metadata.yaml`, `config.yaml` and
   * `actions.yaml`).
   */
  readonly project: PathOrUrl
}

/**
 * Makes a charm class deployable with `Model.deploy()`. Every hook creates a new instance and goes through the same dispatch as in
 * production, but in this process.
 */
export function inProcess(CharmClass: CharmClass, options: InProcessOptions): InProcessCharm {
  const spec = readProjectSpec(options.project)
  return {
    kind: "in-process",
    spec,
    run: ({ env, charmDir, runTool }) =>
      dispatch({ CharmClass, env, charmDir, spec, runner: new ToolReplyRunner(runTool) }),
  }
}
