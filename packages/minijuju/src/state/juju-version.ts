import type { EndpointMetadata } from "@charmkit/ops/metadata"
import { brokenEndpoint } from "./broken-endpoint.ts"
import { MinijujuError } from "./errors.ts"
import { STORAGE_WORDS_3, STORAGE_WORDS_4, type StorageWords } from "./storage-words.ts"

/** The Juju release that is emulated by default, passed to charms in JUJU_VERSION. */
export const JUJU_VERSION = "3.6.28"

/** The release that is emulated as Juju 4.0: the one whose answers were recorded. */
const JUJU_4_VERSION = "4.0.15"

/** The Jujus that minijuju can emulate, the default first. */
export const JUJU_SERIES = ["3.6", "4.0"] as const

/** A Juju that minijuju can emulate. */
export type JujuSeries = (typeof JUJU_SERIES)[number]

/** @internal Errors whose wording differs. */
export interface JujuWords {
  /** relation-get of a unit of an application that is not in the relation. */
  readonly foreignRelationUnit: string
  /** relation-get of a unit that is not in the relation. */
  readonly unknownRelationUnit: (unit: string, relation: string) => string
  /** relation-get of an application that is not in the relation. */
  readonly unknownRelationApplication: (application: string) => string
  /** deploy with options that the charm does not take. */
  readonly refusedDeployment: (application: string, reason: string) => string
  /** run on a unit of an application that does not exist. */
  readonly unknownActionApplication: (application: string) => string
  /** The summary of an operation. */
  readonly operationSummary: (action: string, units: readonly string[]) => string
  /** config with an option that the charm does not have. */
  readonly unknownOption: (reason: string) => string
  /** secret-get of a secret that was not granted to the unit. */
  readonly unreadableSecret: (unit: string) => string
  /** What a request for storage is called in errors. */
  readonly storageDirective: string
  readonly storage: StorageWords
  /** refresh to a charm that lacks an endpoint of a relation, or has another one of that name. */
  readonly brokenRelation: (
    application: string,
    charm: string,
    before: EndpointMetadata,
    after: EndpointMetadata | undefined,
    relation: string,
  ) => string
  /** refresh to a charm with further endpoints. */
  readonly newEndpoints: (application: string, endpoints: readonly string[]) => string
  /** offer of an application that does not exist. */
  readonly unknownOfferedApplication: (application: string, model: string) => string
  /** secret-get of a label that the unit does not know. */
  readonly unknownSecretLabel: (label: string) => string
}

/** @internal Everything in which the emulated Jujus differ. All other code reads it here. */
export interface JujuRules {
  /** leader-get and leader-set, and the hook leader-settings-changed. */
  readonly leaderSettings: boolean
  /** Hook tools of earlier releases that do not exist any more. */
  readonly removedTools: readonly string[]
  /** The agent writes `private-address` into the unit's databag. */
  readonly privateAddress: boolean
  /** Units that do not lead may read the databag that their application writes, and `show-unit` shows it. */
  readonly readsOwnApplicationDatabag: boolean
  /** A change of options runs config-changed twice: the agent hears of it once more while the first one runs. */
  readonly repeatsConfigChanged: boolean
  /** `juju config --reset` runs config-changed. */
  readonly resetRunsConfigChanged: boolean
  /** `relation-ids` lists a relation in its broken hook. */
  readonly listsBrokenRelation: boolean
  /** Granting a secret over a peer relation is refused when the hook's changes are committed. */
  readonly refusesPeerGrants: boolean
  /** `network-get` names the address as the hostname; otherwise it names none. */
  readonly addressIsHostname: boolean
  /** `juju deploy --config` refuses options of the type float, also with a number. */
  readonly refusesFloatsAtDeploy: boolean
  /** Actions take parameters that they do not declare, unless the charm says otherwise. */
  readonly additionalParameters: boolean
  /**
   * The unit's agent validates an action's parameters: the task exists, and ends with an error. An unknown action
   * fails the command before there is an operation.
   */
  readonly validatesActionsOnUnit: boolean
  /** A task that cannot be scheduled, because its unit does not exist, uses up a number. */
  readonly numbersUnscheduledTasks: boolean
  /** The times of operations include their start, and those of tasks their end. */
  readonly fullTaskTimes: boolean
  /** `show-operation` shows the results of tasks, and the list of operations leaves out their logs; otherwise the other way round. */
  readonly detailsOperation: boolean
  /** `juju config` shows the name by which a charm was found, and not that in its metadata. */
  readonly configNamesFoundCharm: boolean
  /** Charms of the first format, which name series and have no bases, are refused. */
  readonly refusesSeries: boolean
  /** Machine models refuse charms with containers or devices. */
  readonly refusesKubernetesCharms: boolean
  /** The commands wait-for and export-bundle. */
  readonly waitsAndExports: boolean
  /** The number of a model's first operation. */
  readonly firstOperation: number
  /** A unit's error status names the relation of the hook that failed. */
  readonly errorNamesRelation: boolean
  /** JUJU_SECRET_ID of secret-remove is the id alone, without `secret:`. */
  readonly removedSecretIdIsBare: boolean
  /** An offer can be made again, with other endpoints. */
  readonly updatesOffers: boolean
  /** An application that consumes an offer has another name in each relation. */
  readonly namesRemotePerRelation: boolean
  /** Endpoints are bound to spaces with the implicit one, `juju-info`. */
  readonly bindsImplicitEndpoint: boolean
  /** The life of applications and machines that are not being removed is shown, too. */
  readonly showsAlive: boolean
  /** refresh refuses charms with endpoints that the present one does not have. */
  readonly refusesNewEndpoints: boolean
  /** `refresh --force-units` replaces the charm of units in error. Otherwise it has no effect. */
  readonly forcesUnits: boolean
  /** A storage without a place of its own is mounted under a UUID, and not under its id. */
  readonly mountsByUuid: boolean
  /** add-storage without a size asks for a size of 0, which no charm with a minimum gets. */
  readonly addsStorageOfNoSize: boolean
  /** remove-unit and remove-application say what happens with the storages. */
  readonly announcesStorages: boolean
  /** `juju storage` shows where a disk's storage is and how long it lives; otherwise only `juju status` does. */
  readonly listsPlacesOfDisks: boolean
  readonly words: JujuWords
  /** The agent refuses calls with a token on its local socket. Otherwise it ignores tokens. */
  readonly refusesTokens: boolean
  /** The patterns of `juju status` are also statuses, exposure, ports and addresses. */
  readonly selectsByState: boolean
  /** The model's support level: JUJU_SLA and the column SLA of `juju status`. */
  readonly sla: boolean
  /** The variables JUJU_CHARM_TRACE_CONFIG_*. */
  readonly traceConfig: boolean
}

const JUJU_3: JujuRules = {
  leaderSettings: true,
  removedTools: [],
  privateAddress: true,
  readsOwnApplicationDatabag: false,
  repeatsConfigChanged: false,
  resetRunsConfigChanged: true,
  listsBrokenRelation: false,
  refusesPeerGrants: false,
  addressIsHostname: false,
  refusesFloatsAtDeploy: false,
  additionalParameters: true,
  validatesActionsOnUnit: false,
  numbersUnscheduledTasks: false,
  fullTaskTimes: true,
  detailsOperation: true,
  configNamesFoundCharm: false,
  refusesSeries: false,
  refusesKubernetesCharms: false,
  waitsAndExports: true,
  firstOperation: 1,
  errorNamesRelation: true,
  removedSecretIdIsBare: false,
  updatesOffers: true,
  namesRemotePerRelation: false,
  bindsImplicitEndpoint: false,
  showsAlive: false,
  refusesNewEndpoints: false,
  forcesUnits: true,
  mountsByUuid: false,
  addsStorageOfNoSize: false,
  announcesStorages: true,
  listsPlacesOfDisks: true,
  words: {
    foreignRelationUnit: "permission denied",
    unknownRelationUnit: (unit, relation) =>
      `cannot read settings for unit "${unit}" in relation "${relation}": unit "${unit}": settings not found`,
    unknownRelationApplication: () => "permission denied",
    refusedDeployment: (_, reason) => reason,
    unknownActionApplication: (application) => `application "${application}" not found`,
    operationSummary: (action, units) =>
      `${action} run on ${units.map((unit) => `unit-${unit.replace("/", "-")}`).join(",")}`,
    unknownOption: (reason) => reason,
    unreadableSecret: () => "permission denied",
    storageDirective: "constraint",
    storage: STORAGE_WORDS_3,
    brokenRelation: (application, charm, _, __, relation) =>
      `cannot upgrade application "${application}" to charm "${charm}": would break relation "${relation}"`,
    newEndpoints: () => "",
    unknownOfferedApplication: (application) =>
      `getting offered application ${application}: application "${application}" not found`,
    unknownSecretLabel: (label) => `consumer label "${label}" not found`,
  },
  refusesTokens: true,
  selectsByState: true,
  sla: true,
  traceConfig: false,
}

const JUJU_4: JujuRules = {
  leaderSettings: false,
  removedTools: [
    "k8s-raw-get",
    "k8s-raw-set",
    "k8s-spec-get",
    "k8s-spec-set",
    "leader-get",
    "leader-set",
    "payload-register",
    "payload-status-set",
    "payload-unregister",
    "pod-spec-get",
    "pod-spec-set",
  ],
  privateAddress: false,
  readsOwnApplicationDatabag: true,
  repeatsConfigChanged: true,
  resetRunsConfigChanged: false,
  listsBrokenRelation: true,
  refusesPeerGrants: true,
  addressIsHostname: true,
  refusesFloatsAtDeploy: true,
  additionalParameters: false,
  validatesActionsOnUnit: true,
  numbersUnscheduledTasks: true,
  fullTaskTimes: false,
  detailsOperation: false,
  configNamesFoundCharm: true,
  refusesSeries: true,
  refusesKubernetesCharms: true,
  waitsAndExports: false,
  firstOperation: 0,
  errorNamesRelation: false,
  removedSecretIdIsBare: true,
  updatesOffers: false,
  namesRemotePerRelation: true,
  bindsImplicitEndpoint: true,
  showsAlive: true,
  refusesNewEndpoints: true,
  forcesUnits: false,
  mountsByUuid: true,
  addsStorageOfNoSize: true,
  announcesStorages: false,
  listsPlacesOfDisks: false,
  words: {
    foreignRelationUnit: "relation unit not found",
    unknownRelationUnit: () => "relation unit not found",
    unknownRelationApplication: (application) => `getting application "${application}" not found`,
    refusedDeployment: (application, reason) =>
      `cannot deploy "${application}": preparing application args: validating create application args: validating application config: ${reason}`,
    unknownActionApplication: (application) =>
      `adding action operation: adding action operation: getting charm UUID for application "${application}": application "${application}" not found`,
    operationSummary: (action) => `action "${action}"`,
    unknownOption: (reason) => `invalid application config: ${reason}`,
    storageDirective: "directive",
    storage: STORAGE_WORDS_4,
    brokenRelation: (application, _, before, after) =>
      `setting application "${application}" charm: ${brokenEndpoint(before, after)}`,
    newEndpoints: (application, endpoints) =>
      `setting application "${application}" charm: one or more of the provided endpoints "${endpoints.join(", ")}" do not exist`,
    unreadableSecret: (unit) => `"${unit}" is not allowed to read this secret`,
    unknownOfferedApplication: (application, model) =>
      `application "${application}" not found in model "${model}"`,
    unknownSecretLabel: (label) => `secret URI for consumer label "${label}" not found`,
  },
  refusesTokens: false,
  selectsByState: false,
  sla: false,
  traceConfig: true,
}

/** @internal Returns the rules of the Juju that a model emulates, by its full version. */
export function jujuRules({ jujuVersion }: { readonly jujuVersion: string }): JujuRules {
  return Number.parseInt(jujuVersion, 10) >= 4 ? JUJU_4 : JUJU_3
}

/** Whether a model's Juju is this one. A model that an earlier minijuju has saved may have another patch release. */
export function isOfSeries(model: { readonly jujuVersion: string }, series: JujuSeries): boolean {
  return jujuRules(model) === jujuRules({ jujuVersion: jujuVersionOf(series) })
}

/** Returns the full version of an emulated Juju; by default, of the one that the variable MINIJUJU_JUJU names. */
export function jujuVersionOf(series: JujuSeries = jujuOfEnvironment(process.env.MINIJUJU_JUJU)): string {
  return series === "4.0" ? JUJU_4_VERSION : JUJU_VERSION
}

/** Returns the Juju that the variable MINIJUJU_JUJU names; the default if it is not set. */
export function jujuOfEnvironment(text = ""): JujuSeries {
  if (text === "") return JUJU_SERIES[0]
  if (isJujuSeries(text)) return text
  throw new MinijujuError(
    "bad-argument",
    `MINIJUJU_JUJU is "${text}": it must be ${JUJU_SERIES.join(" or ")}`,
  )
}

export function isJujuSeries(text: string): text is JujuSeries {
  return JUJU_SERIES.some((series) => series === text)
}
