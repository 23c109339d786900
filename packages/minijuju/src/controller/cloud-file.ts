import { existsSync } from "node:fs"
import { join } from "node:path"
import { readStateFile, writeStateFile } from "../store/state-file.ts"

/** A cloud as its definition file states it. */
export type CloudDefinition = Readonly<Record<string, unknown>>

/** Attributes of a credential, with `auth-type`. */
export type Credential = Readonly<Record<string, string>>

/** What `add-cloud` and `add-credential` have stored in one place: on the client, or on the controller. */
export interface StoredClouds {
  readonly clouds: Readonly<Record<string, CloudDefinition>>
  /** By cloud, then by name. */
  readonly credentials: Readonly<Record<string, Readonly<Record<string, Credential>>>>
}

export type CloudPlace = "client" | "controller"

/**
 * Secret attributes by type of cloud and auth type, as Juju's providers declare them
 * (`internal/provider/*\/credentials.go`). Other types are refused: what to hide in them is not known.
 */
const SECRETS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  azure: {
    interactive: [],
    "managed-identity": [],
    "service-principal-secret": ["application-password"],
  },
  ec2: { "access-key": ["secret-key"], "instance-role": [] },
  gce: { jsonfile: [], oauth2: ["private-key"], "service-account": [] },
  lxd: { certificate: ["client-cert", "client-key", "server-cert"], interactive: ["trust-password"] },
  maas: { oauth1: ["maas-oauth"] },
  manual: { empty: [] },
  openstack: { "access-key": ["secret-key"], userpass: ["password"] },
}

/** Clouds that Juju knows without a definition. */
export const PUBLIC_CLOUDS: Readonly<Record<string, CloudDefinition>> = {
  aws: { type: "ec2", "auth-types": ["access-key", "instance-role"] },
  azure: { type: "azure", "auth-types": Object.keys(SECRETS.azure ?? {}) },
  google: { type: "gce", "auth-types": Object.keys(SECRETS.gce ?? {}) },
}

/** Auth types of a type of cloud; undefined if it is not known. */
export function authTypes(cloudType: string): readonly string[] | undefined {
  const schema = Object.hasOwn(SECRETS, cloudType) ? SECRETS[cloudType] : undefined
  return schema && Object.keys(schema)
}

/** Returns a credential without its secret attributes. */
export function withoutSecrets(credential: Credential, cloudType: string): Credential {
  const hidden = SECRETS[cloudType]?.[credential["auth-type"] ?? ""]
  // The cloud may have been replaced by one of another type meanwhile.
  if (hidden === undefined) return { "auth-type": credential["auth-type"] ?? "" }
  return Object.fromEntries(Object.entries(credential).filter(([name]) => !hidden.includes(name)))
}

/** @throws StateFileError if the file is damaged */
export function readClouds(home: string): Record<CloudPlace, StoredClouds> {
  const file = join(home, "clouds.json")
  const saved: unknown = existsSync(file) ? JSON.parse(readStateFile(file)) : {}
  return { client: storedClouds(saved, "client"), controller: storedClouds(saved, "controller") }
}

export function writeClouds(home: string, clouds: Record<CloudPlace, StoredClouds>): void {
  writeStateFile(join(home, "clouds.json"), JSON.stringify(clouds))
}

function storedClouds(saved: unknown, place: CloudPlace): StoredClouds {
  const stored = isRecord(saved) ? saved[place] : undefined
  const { clouds, credentials } = isRecord(stored) ? stored : {}
  const byCloud = Object.entries(isRecord(credentials) ? credentials : {})
  return {
    clouds: Object.fromEntries(
      Object.entries(isRecord(clouds) ? clouds : {}).filter((entry): entry is [string, CloudDefinition] =>
        isRecord(entry[1]),
      ),
    ),
    credentials: Object.fromEntries(byCloud.map(([cloud, named]) => [cloud, namedCredentials(named) ?? {}])),
  }
}

/** Returns credentials by name; undefined if an attribute is not a text. */
export function namedCredentials(value: unknown): Readonly<Record<string, Credential>> | undefined {
  if (!isRecord(value)) return undefined
  const named: Record<string, Credential> = {}
  for (const [name, attributes] of Object.entries(value)) {
    const texts = Object.entries(isRecord(attributes) ? attributes : { "": 0 })
    if (!texts.every((entry): entry is [string, string] => typeof entry[1] === "string")) return undefined
    named[name] = Object.fromEntries(texts)
  }
  return named
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
