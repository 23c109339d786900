import type { HookToolRunner } from "../hook-tools.ts"
import type { CharmSpec } from "../metadata.ts"

/** What a model is made of: the hook's facts, the charm's declaration, and the way to Juju. */
export interface ModelOptions {
  readonly context: JujuContext
  readonly spec: CharmSpec
  readonly runner: HookToolRunner
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
}

/** The facts about a hook that Juju passes in the environment. */
export interface JujuContext {
  /** `hooks/db-relation-changed`, `actions/do-it`; empty if Juju did not pass it */
  readonly dispatchPath: string
  readonly unitName: string | undefined
  readonly modelName: string
  readonly modelUuid: string
  readonly jujuVersion: string
  readonly charmDir: string | undefined
  readonly availabilityZone: string | undefined
  /** `0`, or `0/lxd/1` in a container; undefined on Kubernetes */
  readonly machineId: string | undefined
  /** The unit next to which a subordinate runs; undefined in other charms. */
  readonly principalUnit: string | undefined
  readonly relation: RelationContext | undefined
  readonly action: { readonly name: string; readonly id: string } | undefined
  readonly storage: { readonly id: string; readonly location: string } | undefined
  readonly secret: SecretContext | undefined
  readonly workload: WorkloadContext | undefined
  /** Whether log lines are also written to stderr. */
  readonly debug: boolean
  /** Whether another dispatch of a charm started this process; the hook must not run twice. */
  readonly nested: boolean
}

/** The relation of a relation hook. */
export interface RelationContext {
  readonly endpoint: string
  readonly id: number
  readonly remoteApp: string | undefined
  readonly remoteUnit: string | undefined
  readonly departingUnit: string | undefined
  /** Whether this is the relation's `-relation-broken` hook. */
  readonly broken: boolean
}

/** The secret of a secret hook. */
export interface SecretContext {
  readonly id: string
  readonly label: string
  readonly revision: number | undefined
}

/** The container of a Pebble hook. */
export interface WorkloadContext {
  readonly name: string
  readonly noticeId: string
  readonly noticeType: string
  readonly noticeKey: string
  readonly checkName: string
}

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Parses leniently: missing values are undefined, and so are empty ones, because Juju sets many variables to "". */
export function readJujuContext(env: Environment): JujuContext {
  const read = (name: string) => env[name] || undefined
  const storageId = read("JUJU_STORAGE_ID")
  const secretId = read("JUJU_SECRET_ID")
  const workload = read("JUJU_WORKLOAD_NAME")
  const action = read("JUJU_ACTION_NAME")
  return {
    dispatchPath: read("JUJU_DISPATCH_PATH") ?? "",
    unitName: read("JUJU_UNIT_NAME"),
    modelName: read("JUJU_MODEL_NAME") ?? "",
    modelUuid: read("JUJU_MODEL_UUID") ?? "",
    jujuVersion: read("JUJU_VERSION") ?? "0.0.0",
    charmDir: read("JUJU_CHARM_DIR"),
    availabilityZone: read("JUJU_AVAILABILITY_ZONE"),
    machineId: read("JUJU_MACHINE_ID"),
    principalUnit: read("JUJU_PRINCIPAL_UNIT"),
    relation: readRelation(read),
    action: action === undefined ? undefined : { name: action, id: read("JUJU_ACTION_UUID") ?? "" },
    storage:
      storageId === undefined ? undefined : { id: storageId, location: read("JUJU_STORAGE_LOCATION") ?? "" },
    secret:
      secretId === undefined
        ? undefined
        : {
            id: secretId,
            label: read("JUJU_SECRET_LABEL") ?? "",
            revision: integer(read("JUJU_SECRET_REVISION")),
          },
    workload:
      workload === undefined
        ? undefined
        : {
            name: workload,
            noticeId: read("JUJU_NOTICE_ID") ?? "",
            noticeType: read("JUJU_NOTICE_TYPE") ?? "",
            noticeKey: read("JUJU_NOTICE_KEY") ?? "",
            checkName: read("JUJU_PEBBLE_CHECK_NAME") ?? "",
          },
    debug: env.JUJU_DEBUG !== undefined,
    nested: read("OPERATOR_DISPATCH") !== undefined,
  }
}

function readRelation(read: (name: string) => string | undefined): RelationContext | undefined {
  const endpoint = read("JUJU_RELATION")
  const ref = read("JUJU_RELATION_ID")
  // "db:7": only the number after the last colon counts.
  const id = integer(ref?.slice(ref.lastIndexOf(":") + 1))
  if (endpoint === undefined || id === undefined) return undefined
  return {
    endpoint,
    id,
    remoteApp: read("JUJU_REMOTE_APP"),
    remoteUnit: read("JUJU_REMOTE_UNIT"),
    departingUnit: read("JUJU_DEPARTING_UNIT"),
    broken: (read("JUJU_DISPATCH_PATH") ?? "").endsWith(`/${endpoint}-relation-broken`),
  }
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
