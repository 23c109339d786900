import { Printed } from "./read.ts"

/** A status and its message: `blocked`, `set the option "address"`. */
export interface StatusText {
  readonly current: string
  /** Empty when there is none. */
  readonly message: string
}

/** A unit in `juju status`. */
export interface UnitStatus {
  /** `web/0` */
  readonly name: string
  readonly workload: StatusText
  /** `idle`, `executing`, `allocating`, `error`, … */
  readonly agent: StatusText
  /** Since when the agent has this status, as Juju prints it. */
  readonly agentSince: string | undefined
  readonly leader: boolean
  readonly machine: string | undefined
  readonly publicAddress: string | undefined
  /** `80/tcp` */
  readonly openPorts: readonly string[]
}

/** An application in `juju status`. */
export interface ApplicationStatus {
  readonly name: string
  readonly status: StatusText
  /** `local:web-0` */
  readonly charm: string
  readonly charmRevision: number
  /** `alive`, `dying` or `dead` */
  readonly life: string
  /** The workload's version, as set by the charm. */
  readonly version: string | undefined
  /** Names of the related applications by endpoint. */
  readonly relations: Readonly<Record<string, readonly string[]>>
  /** By name, in the order of `juju status`. */
  readonly units: Readonly<Record<string, UnitStatus>>
}

/** The fields of `juju status --format json` that tests use, under Juju's names (`cmd/juju/status/formatted.go`). */
export interface ModelStatus {
  readonly model: string
  readonly applications: Readonly<Record<string, ApplicationStatus>>
}

/** @throws JujuOutputError when the output has another shape, naming the field */
export function parseStatus(text: string): ModelStatus {
  const printed = Printed.json(text, "juju status")
  const applications = printed.at("applications").entries()
  const subordinates = applications.flatMap(([, value]) => subordinatesIn(value))
  return {
    model: printed.at("model").at("name").text(),
    applications: Object.fromEntries(
      applications.map(([name, value]) => [name, application(name, value, subordinates)]),
    ),
  }
}

/** Juju lists the units of a subordinate inside their principal units. */
function subordinatesIn(principal: Printed): [string, Printed][] {
  return principal
    .at("units")
    .entries()
    .flatMap(([, unit]) => unit.at("subordinates").entries())
}

function application(
  name: string,
  value: Printed,
  subordinates: readonly [string, Printed][],
): ApplicationStatus {
  const units = value
    .at("units")
    .entries()
    .concat(subordinates.filter(([unit]) => unit.startsWith(`${name}/`)))
    .sort(([a], [b]) => numberOf(a) - numberOf(b))
  const relations = value.at("relations").entries()
  // The controller cannot tell an application's status; it says why instead of it.
  const failure = value.at("status-error").optionalText()
  return {
    name,
    status:
      failure === undefined
        ? statusText(value.at("application-status"))
        : { current: "error", message: `juju status: ${failure}` },
    charm: failure === undefined ? value.at("charm").text() : (value.at("charm").optionalText() ?? ""),
    charmRevision: value.at("charm-rev").optionalNumber() ?? 0,
    life: value.at("life").optionalText() ?? "alive",
    version: value.at("version").optionalText(),
    relations: Object.fromEntries(
      relations.map(([endpoint, others]) => [endpoint, others.items().map(relatedName)]),
    ),
    units: Object.fromEntries(units.map(([unit, one]) => [unit, unitStatus(unit, one)])),
  }
}

// Juju 2.9 prints a string instead of an object.
function relatedName(other: Printed): string {
  return typeof other.value === "string" ? other.value : other.at("related-application").text()
}

function unitStatus(name: string, value: Printed): UnitStatus {
  return {
    name,
    workload: statusText(value.at("workload-status")),
    agent: statusText(value.at("juju-status")),
    agentSince: value.at("juju-status").at("since").optionalText(),
    leader: value.at("leader").flag(),
    machine: value.at("machine").optionalText(),
    publicAddress: value.at("public-address").optionalText(),
    openPorts: value
      .at("open-ports")
      .items()
      .map((port) => port.text()),
  }
}

function statusText(value: Printed): StatusText {
  return {
    current: value.at("current").optionalText() ?? "unknown",
    message: value.at("message").optionalText() ?? "",
  }
}

function numberOf(unit: string): number {
  return Number(unit.split("/")[1])
}
