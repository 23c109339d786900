import type { Juju } from "./juju.ts"
import type { ModelStatus } from "./status.ts"

/** What moving a leader needs of a model: its name, and its status to see the new leader. */
interface Watched {
  readonly name: string
  status(): Promise<ModelStatus>
  blockUntil(predicate: (status: ModelStatus) => boolean): Promise<ModelStatus>
}

/** The application whose leader changes. */
interface Move {
  readonly juju: Juju
  readonly model: Watched
  readonly application: string
  readonly to: string | undefined
}

/** Changes the leader. Resolves to the new leader when `juju status` shows it. */
export async function moveLeader({ juju, model, application, to }: Move): Promise<string> {
  const status = await model.status()
  const old = leaderOf(status, application)
  const others = Object.keys(status.applications[application]?.units ?? {}).filter((unit) => unit !== old)
  const next = to ?? others[0]
  if (old === undefined || next === undefined)
    throw new Error(
      `the leader of "${application}" cannot change: it has ${others.length + (old ? 1 : 0)} units`,
    )
  if (juju.engine === "minijuju") await juju.cli("set-leader", "--model", model.name, next)
  else {
    if (to !== undefined)
      throw new Error(`a controller chooses the leader of "${application}" itself: name none`)
    await stopUntilMoved(juju, model, old, machineOf(status, application, old))
  }
  const moved = await model.blockUntil((now) => isMoved(now, application, old, to))
  return leaderOf(moved, application) ?? next
}

function isMoved(status: ModelStatus, application: string, old: string, to: string | undefined): boolean {
  const leader = leaderOf(status, application)
  return to === undefined ? leader !== undefined && leader !== old : leader === to
}

/** Longer than a lease, which is a minute: the stopped agent has lost it when it starts again. */
const STOPPED_SECONDS = 90

// Juju has no command for it. A stopped agent does not renew its lease, so Juju gives the lease to another unit. systemd starts the agent
// again, because nobody else can: `juju exec` needs a running agent, and `juju ssh` a key of the user in the model.
async function stopUntilMoved(juju: Juju, model: Watched, unit: string, machine: string): Promise<void> {
  const agent = `jujud-machine-${machine}.service`
  const script = `sleep 2; systemctl stop ${agent}; sleep ${STOPPED_SECONDS}; systemctl start ${agent}`
  await juju.cli(
    "exec",
    "--model",
    model.name,
    "--unit",
    unit,
    "--",
    `systemd-run --no-block sh -c '${script}'`,
  )
}

function leaderOf({ applications }: ModelStatus, application: string): string | undefined {
  return Object.values(applications[application]?.units ?? {}).find(({ leader }) => leader)?.name
}

function machineOf({ applications }: ModelStatus, application: string, unit: string): string {
  const machine = applications[application]?.units[unit]?.machine
  if (machine === undefined) throw new Error(`${unit} has no machine whose agent could be stopped`)
  return machine.replaceAll("/", "-")
}
