import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { debuglog } from "node:util"

/** The implementation of the hook tools: `tool-client.pl` or `tool-client.ts`. */
export type ToolClient = "perl" | "node"

const PERL_CLIENT = fileURLToPath(new URL("./tool-client.pl", import.meta.url))
const log = debuglog("minijuju")

let best: Promise<ToolClient> | undefined

/**
 * Chooses Perl where it works, because a hook tool then starts as fast as Juju's; otherwise Node.js. Checked
 * once per process; `NODE_DEBUG=minijuju` prints the choice.
 */
export function bestToolClient(): Promise<ToolClient> {
  best ??= perlWorks().then((works) => {
    const client = works ? "perl" : "node"
    log("hook tools run with %s", client)
    return client
  })
  return best
}

/** Checks that Perl runs the client: without an agent, it prints which variable is missing and nothing else. */
function perlWorks(): Promise<boolean> {
  if (process.platform !== "linux") return Promise.resolve(false)
  return new Promise((resolve) => {
    execFile("/usr/bin/perl", ["-x", PERL_CLIENT], { env: {} }, (error, stdout, stderr) =>
      resolve(error?.code === 1 && stdout === "" && stderr === "ERROR JUJU_CONTEXT_ID not set\n"),
    )
  })
}

/** Reads the client's source. Its first line names the interpreter. */
export async function readToolClient(client: ToolClient): Promise<string> {
  if (client === "perl") return readFile(PERL_CLIENT, "utf8")
  nodeCode ??= nodeClient()
  // Use an absolute interpreter path: a hook's PATH need not contain this Node.
  return `#!${process.execPath}\n${await nodeCode}`
}

let nodeCode: Promise<string> | undefined

/** Published packages contain the bundled client; from sources it is bundled on first use. */
async function nodeClient(): Promise<string> {
  const built = fileURLToPath(new URL("./tool-client.cjs", import.meta.url))
  if (existsSync(built)) return readFile(built, "utf8")
  const { bundleToolClient } = await import("./bundle-tool-client.ts")
  return bundleToolClient()
}
