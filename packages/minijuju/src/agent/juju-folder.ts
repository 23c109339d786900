import { lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { agentVersion } from "../operator/charm-demands.ts"
import type { AgentPlace } from "./hook-environment.ts"

/** In the folder of an isolated machine: what its first process mounts on `/var/lib/juju`. Links can be added there while the machine runs. */
const JUJU_FOLDER = "juju"

interface LinkedUnit {
  readonly name: string
  readonly machine: string
}

/**
 * Adds what charms look for in `/var/lib/juju`, unless it is there: links to the model's tools, also as those of the machine's agent, of
 * which charmhelpers starts `jujud` to learn the version of Juju, and to the charm of the unit.
 */
export function addJujuLinks(
  machineDir: string,
  { name, machine }: LinkedUnit,
  { toolsDir, charmDir }: Pick<AgentPlace, "toolsDir" | "charmDir">,
  jujuVersion: string,
): void {
  const version = agentVersion(jujuVersion)
  const links = {
    [`tools/${version}`]: toolsDir,
    [`tools/machine-${machine}`]: version,
    [`tools/${tagOf(name)}`]: version,
    [`agents/${tagOf(name)}/charm`]: charmDir,
  }
  for (const [path, target] of Object.entries(links)) {
    const link = join(machineDir, JUJU_FOLDER, path)
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(target, link)
  }
}

/** Removes the links of a unit that is gone. */
export function removeJujuLinks(machineDir: string, unit: string): void {
  for (const folder of ["tools", "agents"])
    rmSync(join(machineDir, JUJU_FOLDER, folder, tagOf(unit)), { recursive: true, force: true })
}

function tagOf(unit: string): string {
  return `unit-${unit.replace("/", "-")}`
}
