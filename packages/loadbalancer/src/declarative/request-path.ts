import type { Options } from "../interface/options.ts"
import type { HealthCheckSpec, RequestSpec } from "./request-spec.ts"

type Index = `[${number}]`

/** A field of the request, or a path into one of its fields, with the names that `ReceivedRequest` has: `healthChecks[0].path`. */
export type RequestPath =
  | keyof RequestSpec
  | `healthChecks${Index}`
  | `healthChecks${Index}.${keyof HealthCheckSpec & string}`
  | `portMapping.${number}`
  | `backends${Index}`
  | `algorithm${Index}`
  | `options.${keyof Options}`

/** Reasons for a refusal, by field or path. */
export type RejectedFields = { readonly [Path in RequestPath]?: string }

/** Requires at least one field, and only existing ones. A path that is computed at run time has the type `string` and is checked when used. */
export type SomeFields<Fields> = keyof Fields extends never
  ? never
  : {
      readonly [Path in keyof Fields]: Path extends RequestPath
        ? string
        : string extends Path
          ? string
          : never
    }

/** Rejects an empty string literal at compile time; computed strings are checked when used. */
export type SomeWords<Words extends string> = Words extends "" ? never : Words
