import { type CharmClass, dispatch } from "@charmkit/ops"
import type { InProcessCharm } from "minijuju"
import type { PathOrUrl } from "./path-or-url.ts"
import { readProjectSpec } from "./project-spec.ts"
import { ToolReplyRunner } from "./tool-reply-runner.ts"

/** What a charm class needs beside itself. */
export interface InProcessOptions {
  /** The charm project's folder, as a path or a `file:` URL; it holds `charmcraft.yaml` (or `metadata.yaml` and its companions). */
  readonly project: PathOrUrl
}

/**
 * A charm class as something that `Model.deploy()` takes. Every hook makes a new instance and goes
 * through the same dispatch as in production; only the process is missing.
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
