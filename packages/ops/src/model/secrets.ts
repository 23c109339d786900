import { type HookToolRunner, type SecretRef, type SecretSettings, secretAdd } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"
import type { JujuContext } from "./juju-context.ts"
import { Secret, type SecretServices } from "./secret.ts"
import { checkSecretContent, type SecretContent } from "./secret-content.ts"
import { checkSecretSettings } from "./secret-settings.ts"

/** Creates and finds the secrets of one dispatch. */
export class Secrets {
  readonly #services: SecretServices

  constructor(runner: HookToolRunner, { modelUuid, jujuVersion }: JujuContext) {
    this.#services = { runner, modelUuid, resendSettings: () => isBefore36(jujuVersion), contents: new Map() }
  }

  add(owner: "application" | "unit", content: SecretContent, settings: SecretSettings): Secret {
    checkSecretContent(content)
    checkSecretSettings(settings)
    const id = secretAdd(this.#services.runner, owner, content, settings)
    return this.of(id, settings.label)
  }

  /** Reads the content at once, so that a missing secret is reported here. */
  get(ref: SecretRef): Secret {
    if (!ref.id && !ref.label) throw new ModelError("getSecret needs the id of the secret, or its label")
    const secret = new Secret(this.#services, ref)
    secret.getContent()
    return secret
  }

  /** Returns the secret without a call to Juju; an empty label counts as none. */
  of(id: string, label?: string): Secret {
    return new Secret(this.#services, label ? { id, label } : { id })
  }
}

function isBefore36(version: string): boolean {
  const [, major = "0", minor = "0"] = /^(\d+)\.(\d+)/.exec(version) ?? []
  return Number(major) < 3 || (Number(major) === 3 && Number(minor) < 6)
}
