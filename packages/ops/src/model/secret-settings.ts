import type { SecretRotate, SecretSettings } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"

/** @throws ModelError for values that only untyped JavaScript can pass */
export function checkSecretSettings({ expire, rotate }: SecretSettings): void {
  if (expire !== undefined && Number.isNaN(expire.getTime()))
    throw new ModelError("the expiry of a secret is a valid Date")
  if (rotate !== undefined && !isSecretRotate(rotate))
    throw new ModelError(
      `"${rotate}" is no rotation of a secret: never, hourly, daily, weekly, monthly, quarterly or yearly`,
    )
}

export function isSecretRotate(text: string): text is SecretRotate {
  return /^(never|hourly|daily|weekly|monthly|quarterly|yearly)$/.test(text)
}
