import type {
  Application,
  CharmBase,
  ConfigOf,
  KnownName,
  Logger,
  ModelOf,
  Relation,
  Unit,
  UnitOf,
} from "@charmkit/ops"
import type { Flags } from "../flags/flags.ts"
import type { KnownFlag } from "../flags/known-flags.ts"
import type { KeyValues } from "../kv/key-values.ts"
import type { StatusTools } from "../status/status-layer.ts"
import type { CharmDeclaration } from "./declaration.ts"
import type { EndpointInstance, EndpointName, EndpointOfFlag, FlagName, LayerName, TypesOf } from "./names.ts"

/** The argument of a charm's handlers: the running hook and the tools for it. `Params`: the parameters of the running action. */
export interface Hook<
  D extends CharmDeclaration = CharmDeclaration,
  Params extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
> {
  /** `lb-provider-relation-changed`; `actions/do-it` for an action */
  readonly name: string
  readonly flags: Flags<FlagName<D>>
  readonly status: StatusTools<LayerName<D>>
  readonly kv: KeyValues
  readonly unit: UnitOf<TypesOf<D>>
  readonly app: Application
  readonly model: ModelOf<TypesOf<D>, Params>
  readonly config: ConfigOf<TypesOf<D>>
  readonly log: Logger
  /** The relation of a relation hook. */
  readonly relation: Relation | undefined
  /** The remote unit of a relation hook, if it has one. */
  readonly remoteUnit: Unit | undefined
  /** The charm object that the interfaces use. */
  readonly charm: CharmBase<TypesOf<D>>
  /** Returns the object that implements an endpoint's interface. Undefined, in charms that declare no endpoints, if there is none. */
  endpointFromName<Name extends string>(name: KnownName<Name, EndpointName<D>>): EndpointInstance<D, Name>
  /** Returns the object of the endpoint that a flag such as `endpoint.lb-provider.available` names, if the flag is set. */
  endpointFromFlag<Flag extends string>(
    flag: KnownFlag<Flag, FlagName<D>>,
  ): EndpointOfFlag<D, Flag> | undefined
  /** Writes leader settings and updates their flags at once. Leader only. Up to Juju 3. */
  leaderSet(settings: Readonly<Record<string, string>>): void
  /** Ends the hook successfully: the remaining handlers do not run, and all changes are committed. */
  end(): never
}
