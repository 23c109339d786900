import { HookToolOutputError } from "./errors.ts"
import { checkRecord, checkString, listOf, recordOf } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** The access to a cloud. Its attributes are secret: do not log them. */
export interface CloudCredential {
  /** `access-key`, `userpass`, `certificate`, … */
  readonly authType: string
  /** By the cloud's own names: `access-key` and `secret-key` on AWS. */
  readonly attributes: Readonly<Record<string, string>>
  /** Names of attributes that Juju does not show. */
  readonly redacted: readonly string[]
}

/** The cloud of the model. */
export interface CloudSpec {
  /** `ec2`, `openstack`, `lxd`, … */
  readonly type: string
  /** The cloud's name on the controller. */
  readonly name: string
  readonly region?: string
  readonly endpoint?: string
  readonly identityEndpoint?: string
  readonly storageEndpoint?: string
  readonly credential?: CloudCredential
  /** PEM texts. */
  readonly caCertificates: readonly string[]
  readonly skipTlsVerify: boolean
  /** Whether the controller is in the same cloud. */
  readonly isControllerCloud: boolean
}

/** Returns the cloud of the model with its credential. Juju refuses it to applications that are not trusted (`juju trust`). */
export function credentialGet(runner: HookToolRunner): CloudSpec {
  const args = ["--format=json"]
  const output = runner.run("credential-get", args)
  try {
    return checkSpec(checkRecord(JSON.parse(output)))
  } catch (error) {
    // Without the output, which holds the credential: the error may be logged.
    const isShape = error instanceof Error && !(error instanceof SyntaxError)
    const expected = isShape
      ? `a cloud in which each part is as expected: ${error.message}`
      : "a cloud as JSON"
    throw new HookToolOutputError("credential-get", args, expected, "(hidden: it may hold a credential)")
  }
}

function checkSpec(spec: Record<string, unknown>): CloudSpec {
  const endpoints = {
    region: spec.region,
    endpoint: spec.endpoint,
    identityEndpoint: spec["identity-endpoint"],
    storageEndpoint: spec["storage-endpoint"],
  }
  return {
    type: checkString(spec.type),
    name: checkString(spec.name),
    ...given(endpoints),
    ...(spec.credential ? { credential: checkCredential(checkRecord(spec.credential)) } : {}),
    caCertificates: listOf(checkString)(spec.cacertificates ?? null),
    skipTlsVerify: spec["skip-tls-verify"] === true,
    isControllerCloud: spec["is-controller-cloud"] === true,
  }
}

function checkCredential(credential: Record<string, unknown>): CloudCredential {
  return {
    authType: checkString(credential["auth-type"]),
    attributes: recordOf(checkString)(credential.attrs ?? null),
    redacted: listOf(checkString)(credential.redacted ?? null),
  }
}

/** Juju leaves out what is empty. */
function given<K extends string>(values: Record<K, unknown>): { [Key in K]?: string } {
  const texts: { [Key in K]?: string } = {}
  for (const key in values) if (values[key]) texts[key] = checkString(values[key])
  return texts
}
