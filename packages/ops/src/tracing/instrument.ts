import type { CharmBase } from "../charm/charm-base.ts"
import { Abort } from "../dispatch/abort.ts"
import { type Attributes, Trace } from "./trace.ts"

/** Tools whose arguments are names and ids. Others get values, which may be secret. */
const READS = /^(is-leader|.*-(get|ids|list|ls))$/

/**
 * Records this dispatch: emissions, handlers, hook tools, and the commit. It replaces methods of the objects of this dispatch, so that the
 * framework has no code for tracing.
 * @param done receives the request for the collector, after the last step of the dispatch
 */
export function instrument(charm: CharmBase, done: (body: string) => void): void {
  const { framework, model } = charm
  const { runner, context } = model.hook
  const trace = new Trace(context.dispatchPath, {
    "juju.action": context.action?.name,
    "juju.relation": context.relation && `${context.relation.endpoint}:${context.relation.id}`,
    "juju.version": context.jujuVersion,
  })
  let isFinished = false
  const end = (failure?: unknown) => done(trace.finish(resourceOf(charm), failure))

  const run = runner.run.bind(runner)
  runner.run = (tool, args, stdin) => {
    const work = () => run(tool, args, stdin)
    if (tool === "juju-log") return work()
    return trace.span(tool, { "juju.arguments": READS.test(tool) ? args.join(" ") : undefined }, work)
  }

  const emit = framework.emit.bind(framework)
  framework.emit = (event, data) => {
    const work = () => emit(event, data)
    return framework.isObserved(event)
      ? trace.span(`emit ${event.kind}`, { event: event.source }, work)
      : work()
  }

  const call = framework.call.bind(framework)
  framework.call = (handler, event, target) => {
    const { observer, method, because } = target
    const isMethod = because === undefined
    return trace.span(
      isMethod ? `${observer.split("/").at(-1)}.${method}` : method,
      {
        event: event.path,
        handler: isMethod ? `${observer}.${method}` : `${method} (${observer})`,
        because,
      },
      () => call(handler, event, target),
      () => ({ deferred: event.deferred }),
    )
  }

  const finish = framework.finish.bind(framework)
  framework.finish = async () => {
    await finish()
    isFinished = true
  }
  const close = framework.close.bind(framework)
  framework.close = () => {
    close()
    if (isFinished) return
    const failure = trace.lastError ?? "the dispatch failed"
    end(failure instanceof Abort ? undefined : failure)
  }
  const last = (work: () => void) => {
    try {
      work()
    } catch (error) {
      end(error)
      throw error
    }
  }
  const commit = model.commit.bind(model)
  model.commit = () => last(() => trace.span("commit", {}, commit))
  const save = framework.save.bind(framework)
  framework.save = () => {
    last(() => trace.span("commit state", {}, save))
    end()
  }
}

/** The names of ops' tracing library, so that the same dashboards show charms of both. */
function resourceOf({ model, meta }: CharmBase): Attributes {
  const { context } = model.hook
  const unit = model.unit.name
  const [application = ""] = unit.split("/")
  return {
    "service.namespace": context.modelUuid,
    "service.namespace.name": context.modelName,
    "service.name": application,
    "service.instance.id": unit.slice(application.length + 1),
    charm: meta.name,
    juju_model: context.modelName,
    juju_model_uuid: context.modelUuid,
    juju_application: application,
    juju_unit: unit,
  }
}
