import { type CharmClass, dispatch } from "@charmkit/ops"
import type { InProcessCharm } from "minijuju"
import { readProjectSpec } from "./project-spec.ts"
import { ToolReplyRunner } from "./tool-reply-runner.ts"

/** What a charm class needs beside itself. */
export interface InProcessOptions {
  /** The charm project's folder, which holds `charmcraft.yaml` (or `metadata.yaml` and its companions). */
  readonly project: URL | string
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
