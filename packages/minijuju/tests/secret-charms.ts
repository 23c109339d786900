import { type JujuSeries, Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

type Handler = (hook: StubHook) => unknown

/** What units do in their hooks, by `owner/0 secret-changed`, in the model that `related` created last. */
export const steps = new Map<string, Handler>()

const charms = new Map<string, StubCharm>()

/** Deploys `owner` and `reader`, related over `db` as relation 1; hooks until then are not recorded. */
export async function related(units = 1, readers = 1, juju?: JujuSeries): Promise<Model> {
  steps.clear()
  const handle = (hook: StubHook) => steps.get(`${hook.unit} ${hook.hook}`)?.(hook)
  const owner = new StubCharm(
    { name: "owner", provides: { db: "d" }, peers: { peers: "p" }, actions: { make: {} } },
    handle,
  )
  const reader = new StubCharm({ name: "reader", requires: { db: "d", other: "d" } }, handle)
  charms.set("owner", owner).set("reader", reader)
  const model = await Model.start({
    ...(juju === undefined ? {} : { juju }),
    updateStatusIntervalMs: 0,
    retry: { enabled: false },
  })
  await model.deploy(owner, { units })
  await model.deploy(reader, { units: readers })
  await model.settle()
  model.integrate("owner:db", "reader:db")
  await model.settle()
  forget()
  return model
}

export function forget(): void {
  for (const { hooks } of charms.values()) hooks.length = 0
}

/** Runs `handler` in an update-status hook of one unit, and waits until the model has settled. */
export async function on<T>(model: Model, unit: string, handler: (hook: StubHook) => T): Promise<T> {
  const results: T[] = []
  steps.set(`${unit} update-status`, (hook) => {
    steps.delete(`${unit} update-status`)
    results.push(handler(hook))
  })
  model.updateStatus()
  await model.settle()
  const [result] = results
  if (results.length !== 1 || result === undefined) throw new Error("the handler did not run to its end")
  return result
}

/** Runs an update-status hook of one unit that must fail, in `handler` or in its commit, and marks it as done. */
export async function failing(model: Model, unit: string, handler: Handler): Promise<void> {
  steps.set(`${unit} update-status`, handler)
  model.updateStatus()
  await model.settle({ allowErrors: true })
  steps.delete(`${unit} update-status`)
  model.resolve(unit, { retry: false })
  await model.settle()
}

export const add = (...args: string[]): ((hook: StubHook) => string) => {
  return ({ tool }) => tool("secret-add", ...args).trim()
}
export const granted = (id: string) => (hook: StubHook) => hook.tool("secret-grant", id, "-r", "1")
export const get = (...args: string[]) => {
  return ({ json }: StubHook) => json("secret-get", ...args)
}
export const denied = (...args: string[]) => {
  return ({ tool }: StubHook) => refusal(() => tool("secret-get", ...args))
}

/** The errors of a secret that the unit may not read, in the words of Juju 3.6 and 4.0. */
export const DENIED = /^ERROR (?:permission denied|"[a-z]+\/\d" is not allowed to read this secret)$/

/** The ID of `secret:ID` and `secret://MODEL/ID`. */
export const bareId = (id: string): string => /[^/:]+$/.exec(id)?.[0] ?? ""

/** Returns the error of a call, as the caller sees it on standard error. */
export function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return error.message.trim()
  }
  throw new Error("the call was not refused")
}

export function secretHooksOf(unit: string): string[] {
  const hooks = charms.get(unit.split("/")[0] ?? "")?.hooksOf(unit) ?? []
  return hooks.filter((hook) => hook.startsWith("secret"))
}
