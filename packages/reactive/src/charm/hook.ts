import type { Application, CharmBase, Config, Logger, Model, Relation, Unit } from "@charmkit/ops"
import type { Flags } from "../flags/flags.ts"
import type { KeyValues } from "../kv/key-values.ts"
import type { StatusTools } from "../status/status-layer.ts"
import type { CharmDeclaration } from "./declaration.ts"
import type { EndpointInstance, EndpointName, EndpointOfFlag, FlagName } from "./names.ts"

/** What every handler of a charm is given: the hook that runs, and all that can be done in it. */
export interface Hook<D extends CharmDeclaration = CharmDeclaration> {
  /** `lb-provider-relation-changed`; `actions/do-it` for an action */
  readonly name: string
  readonly flags: Flags<FlagName<D>>
  readonly status: StatusTools
  readonly kv: KeyValues
  readonly unit: Unit
  readonly app: Application
  readonly model: Model
  readonly config: Config
  readonly log: Logger
  /** The relation that the hook is about, in hooks of relations. */
  readonly relation: Relation | undefined
  /** The unit that the hook is about, in some hooks of relations. */
  readonly remoteUnit: Unit | undefined
  /** The charm as the interfaces see it. */
  readonly charm: CharmBase
  /** Who speaks the interface of an endpoint. Undefined, in charms that declare no endpoints, if nobody does. */
  endpointFromName<Name extends EndpointName<D>>(name: Name): EndpointInstance<D, Name>
  /** Who speaks the interface of the endpoint that a flag such as `endpoint.lb-provider.available` names, if the flag is set. */
  endpointFromFlag<Flag extends FlagName<D>>(flag: Flag): EndpointOfFlag<D, Flag> | undefined
  /** Writes leader settings and sets their flags at once. Leader only. Up to Juju 3. */
  leaderSet(settings: Readonly<Record<string, string>>): void
  /** Ends the hook well: handlers that are left do not run, all that was done counts. */
  end(): never
}
