import { EventBase, type EventContext } from "../framework/event.ts"
import type { Application } from "../model/application.ts"
import { ModelError } from "../model/errors.ts"
import type { RelationContext } from "../model/juju-context.ts"
import type { Logger } from "../model/logger.ts"
import type { Model } from "../model/model.ts"
import type { Relation } from "../model/relation.ts"
import { applicationOf, type Unit } from "../model/unit.ts"

/** The data of a relation event, as stored when it is deferred. */
export type RelationEventData = {
  readonly relationName: string
  readonly relationId: number
  readonly appName?: string
  readonly unitName?: string
  readonly departingUnit?: string
}

/**
 * Base class of the relation events. A deferred event names the same application and unit again; if the unit has left in the meantime, its
 * databag is empty, and if the relation was removed, `relation` is not active and has no data.
 */
export class RelationEvent extends EventBase<RelationEventData> {
  /** The relation that the event is about. */
  readonly relation: Relation
  /** The application at the other end. Undefined only if Juju did not pass its name. */
  readonly app: Application | undefined
  /** The remote unit that the event is about. Undefined in created and broken events, and when application data changed. */
  readonly unit: Unit | undefined

  /** @hidden The framework creates it. */
  constructor(context: EventContext, model: Model) {
    super(context)
    const { relationName, relationId, appName, unitName } = this.data
    this.relation = model.relation(relationName, relationId)
    this.app = appName === undefined ? undefined : model.getApp(appName)
    this.unit = unitName === undefined ? undefined : model.getUnit(unitName)
    if (this.app !== undefined) this.relation.rememberApp(this.app)
  }
}

/** The relation was created; no remote unit has joined yet. */
export class RelationCreatedEvent extends RelationEvent {}
/** A remote unit joined; a changed event follows. */
export class RelationJoinedEvent extends RelationEvent {}
/** A remote unit or the remote application changed its data. */
export class RelationChangedEvent extends RelationEvent {}
/** The relation has ended for this unit: no remote unit is left in it. */
export class RelationBrokenEvent extends RelationEvent {}

/** A unit leaves the relation. Its data can still be read. */
export class RelationDepartedEvent extends RelationEvent {
  /** The unit that leaves: a remote one, or one of this application (possibly this unit). */
  readonly departingUnit: Unit | undefined

  /** @hidden The framework creates it. */
  constructor(context: EventContext, model: Model) {
    super(context, model)
    const { departingUnit } = this.data
    this.departingUnit = departingUnit === undefined ? undefined : model.getUnit(departingUnit)
  }
}

/** @throws ModelError if the environment is not that of a relation hook, or names a unit of a different application */
export function relationEventData(
  endpoint: string,
  hook: RelationContext | undefined,
  log: Logger,
): RelationEventData {
  if (hook?.endpoint !== endpoint) {
    throw new ModelError(
      `a hook of the endpoint "${endpoint}" needs JUJU_RELATION=${endpoint} and JUJU_RELATION_ID in its environment`,
    )
  }
  const { id, remoteUnit, departingUnit } = hook
  const unitApp = remoteUnit === undefined ? undefined : applicationOf(remoteUnit)
  const appName = hook.remoteApp ?? unitApp
  if (appName === undefined)
    log.warning(`Juju named no application for the event of the relation ${endpoint}:${id}`)
  if (unitApp !== undefined && unitApp !== appName) {
    throw new ModelError(
      `the event's unit ${remoteUnit} does not belong to the event's application ${appName}`,
    )
  }
  return {
    relationName: endpoint,
    relationId: id,
    ...(appName !== undefined && { appName }),
    ...(remoteUnit !== undefined && { unitName: remoteUnit }),
    ...(departingUnit !== undefined && { departingUnit }),
  }
}
