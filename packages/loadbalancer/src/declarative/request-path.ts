import type { HealthCheckSpec, RequestSpec } from "./request-spec.ts"

type Index = `[${number}]`

/** A field of the request, or a place in one of its fields, as the provider's author reads them: `healthChecks[0].path`. */
export type RequestPath =
  | keyof RequestSpec
  | `healthChecks${Index}`
  | `healthChecks${Index}.${keyof HealthCheckSpec & string}`
  | `portMapping.${number}`
  | `backends${Index}`
  | `algorithm${Index}`

/** What is wrong, by field or place. */
export type RejectedFields = { readonly [Path in RequestPath]?: string }

/** At least one, and none that does not exist. A path put together at run time has the type `string`; it is checked when it is used. */
export type SomeFields<Fields> = keyof Fields extends never
  ? never
  : {
      readonly [Path in keyof Fields]: Path extends RequestPath
        ? string
        : string extends Path
          ? string
          : never
    }

/** Words that are written down in the code must not be empty; others are checked when they are used. */
export type SomeWords<Words extends string> = Words extends "" ? never : Words
