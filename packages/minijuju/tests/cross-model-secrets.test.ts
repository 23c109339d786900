import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

test.each(["3.6", "4.0"] as const)(
  "a secret granted over a relation is read in the other model (Juju %s)",
  async (juju) => {
    const app = new StubCharm({ name: "app", requires: { db: "mysql" } })
    const mysql = new StubCharm({ name: "mysql", provides: { database: "mysql" } })
    const options = { updateStatusIntervalMs: 0, retry: { enabled: false }, juju }
    await using prod = await Model.start({ ...options, name: "prod" })
    await using web = await Model.start({ ...options, name: "web" })
    await prod.deploy(mysql)
    await web.deploy(app)
    prod.offer("mysql", ["database"])
    web.integrate("app", web.consume(prod, "mysql", "db"))
    await prod.settle()
    const relation = String(prod.relations("mysql")[0]?.id)
    const inHook = async (model: Model, charm: StubCharm, work: (hook: StubHook) => string) => {
      let seen = ""
      charm.handle((hook) => {
        if (hook.hook !== "update-status") return
        try {
          seen = work(hook).trim()
        } catch (error) {
          seen = String(error).trim()
        }
      })
      model.updateStatus()
      await model.settle()
      charm.handle(() => 0)
      return seen
    }
    const uri = await inHook(prod, mysql, ({ tool }) => {
      const made = tool("secret-add", "password=one").trim()
      tool("secret-grant", made, "-r", relation)
      return made
    })
    const id = uri.split("/").at(-1)?.replace("secret:", "") ?? ""
    const read = (...flags: string[]) =>
      inHook(web, app, ({ tool }) => tool("secret-get", `secret://${prod.uuid}/${id}`, "password", ...flags))
    expect(await read()).toBe("one")
    // A new revision is announced there; the old one stays until the reader has followed.
    app.hooks.length = 0
    mysql.hooks.length = 0
    await inHook(prod, mysql, ({ tool }) => tool("secret-set", id, "password=two"))
    expect(app.hooksOf("app/0")).toEqual(["secret-changed"])
    expect(mysql.hooksOf("mysql/0")).toEqual(["update-status"])
    expect(await read()).toBe("one")
    expect(await read("--refresh")).toBe("two")
    await prod.settle()
    expect(mysql.hooksOf("mysql/0")).toEqual(["update-status", "secret-remove"])
    // As in Juju's shell suite `tests/suites/secrets_iaas/cmr.sh`.
    prod.suspendRelation(Number(relation))
    await web.settle()
    expect(await read()).toContain("permission denied")
    prod.resumeRelation(Number(relation))
    await web.settle()
    expect(await read()).toBe("two")
    // Without its grant it is refused, and with its relation it is gone.
    const subject = Object.keys(prod.relations("mysql")[0]?.databags ?? {}).find((name) =>
      /^remote-\w+$/.test(name),
    )
    await inHook(prod, mysql, ({ tool }) => tool("secret-revoke", id, "--app", subject ?? ""))
    expect(await read("--refresh")).toContain("permission denied")
    web.removeRelation("app", "db")
    await web.settle()
    expect(prod.relations("mysql")).toEqual([])
  },
)
