import type { FlagSpec, FlagValues } from "../hook-tools/flags.ts"
import { isJujuSeries, JUJU_SERIES, type JujuSeries, jujuOfEnvironment } from "../state/juju-version.ts"

export const JUJU_FLAG: FlagSpec = {
  names: ["juju"],
  takes: "value",
  help: `The Juju that a new model emulates (${JUJU_SERIES.join("|")}), default that of MINIJUJU_JUJU, or ${JUJU_SERIES[0]}. An existing model must emulate it`,
  check: (value) => (isJujuSeries(value) ? undefined : `expected ${JUJU_SERIES.join(" or ")}`),
}

/** Returns the Juju of `--juju`. */
export function jujuFlag(flags: FlagValues): JujuSeries | undefined {
  const text = flags.text("juju")
  return text !== undefined && isJujuSeries(text) ? text : undefined
}

/** Returns the Juju of `--juju`, or else of the caller's MINIJUJU_JUJU. */
export function chosenJuju(flags: FlagValues, environment: string | undefined): JujuSeries {
  return jujuFlag(flags) ?? jujuOfEnvironment(environment)
}

/** Returns the options that choose the model, to pass them on to the background process. */
export function modelFlags(flags: FlagValues): string[] {
  return ["m", "juju"].flatMap((name) => {
    const value = flags.text(name)
    return value === undefined ? [] : [name === "m" ? "-m" : `--${name}`, value]
  })
}
