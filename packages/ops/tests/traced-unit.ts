import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { serializeCharmJson } from "../src/metadata/charm-json.ts"
import { hookEnvironment } from "./run-hook.ts"

const ANSWERS = {
  "state-get": "echo null",
  "state-set": "cat >/dev/null",
  "config-get": `echo '{"word": "later"}'`,
  "is-leader": "echo true",
  "relation-ids": `echo '["charm-tracing:7"]'`,
  "relation-list": `case "$*" in *--app*) echo '"tempo"' ;; *) echo '["tempo/0"]' ;; esac`,
  "status-set": "",
}

/** A unit's folder with a charm that is traced, whose hooks run as processes, with hook tools that answer the same in each. */
export class TracedUnit implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "traced-"))
  readonly #program: string

  /** @param program the charm's bundle */
  constructor(program: string) {
    this.#program = program
    const metadata = {
      name: "traced",
      summary: "For tests.",
      description: "For tests.",
      requires: { "charm-tracing": { interface: "tracing", limit: 1, optional: true } },
    }
    const config = { options: { word: { type: "string", default: "now" } } }
    writeFileSync(join(this.folder, "charm.json"), serializeCharmJson({ metadata, config, actions: {} }))
    mkdirSync(join(this.folder, "tools"))
    const tools = {
      ...ANSWERS,
      "relation-get": `cat ${this.folder}/databag`,
      "juju-log": `echo "$*" >>${this.folder}/log`,
    }
    for (const [tool, answer] of Object.entries(tools))
      writeFileSync(join(this.folder, "tools", tool), `#!/bin/sh\n${answer}\n`, { mode: 0o755 })
  }

  /** Runs a hook as Juju does. Resolves when its process has ended, whatever it has started. */
  async hook(
    name: string,
    env: Record<string, string> = {},
  ): Promise<{ readonly code: unknown; readonly stderr: string }> {
    const child = spawn(process.execPath, [this.#program], {
      cwd: this.folder,
      env: {
        PATH: `${join(this.folder, "tools")}:/usr/bin:/bin`,
        JUJU_CHARM_DIR: this.folder,
        ...hookEnvironment(name),
        ...env,
      },
      stdio: ["ignore", "ignore", "pipe"],
    })
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close")])
    return { code, stderr }
  }

  /** Runs the hook in which the provider's databag names the collector at `url`. */
  related(url: string): ReturnType<TracedUnit["hook"]> {
    const receivers = JSON.stringify([{ protocol: { name: "otlp_http", type: "http" }, url }])
    writeFileSync(join(this.folder, "databag"), JSON.stringify({ receivers }))
    return this.hook("charm-tracing-relation-changed", {
      JUJU_RELATION: "charm-tracing",
      JUJU_RELATION_ID: "charm-tracing:7",
      JUJU_REMOTE_APP: "tempo",
      JUJU_REMOTE_UNIT: "tempo/0",
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
