// Tested by `tsc`: it fails if a line marked as an error compiles, or another one does not.
import type { CharmBase } from "@charmkit/ops"
import {
  accept,
  fail,
  LoadBalancerProvider,
  type LoadBalancerState,
  LoadBalancers,
  later,
  type RequestSpec,
  reject,
} from "loadbalancer-interface"
import { expect, test } from "vitest"

const portMapping = { 443: 6443 }

function consumer(
  charm: CharmBase,
  wanted: boolean,
  whole: RequestSpec,
): LoadBalancers<"api" | "ui" | "more"> {
  const lb = new LoadBalancers(charm, "lb-provider", {
    api: () => ({
      protocol: "tcp",
      portMapping,
      healthChecks: [{ protocol: "https", port: 6443, path: "/livez" }],
    }),
    ui: () => (wanted ? { protocol: "http", portMapping, sticky: undefined } : undefined),
    more: () => {
      if (wanted) return { ...whole, public: false }
      return undefined
    },
  })
  lb.state("ui")
  // @ts-expect-error not declared
  lb.state("uii")
  // @ts-expect-error declared under other names
  lb satisfies LoadBalancers<"other">
  // @ts-expect-error no such field
  new LoadBalancers(charm, "a", { api: () => ({ protocol: "tcp", portMapping, stiky: true }) })
  new LoadBalancers(charm, "a", {
    // @ts-expect-error no such field in one of two return values
    api: () => (wanted ? { protocol: "tcp", portMapping, stiky: true } : undefined),
  })
  new LoadBalancers(charm, "a", {
    // @ts-expect-error no such field of a health check
    api: () => ({ protocol: "tcp", portMapping, healthChecks: [{ protocol: "tcp", port: 1, pth: "/" }] }),
  })
  // @ts-expect-error no ports
  new LoadBalancers(charm, "a", { api: () => ({ protocol: "tcp" }) })
  // @ts-expect-error no such protocol
  new LoadBalancers(charm, "a", { api: () => ({ protocol: "tcq", portMapping }) })
  // @ts-expect-error a declaration is synchronous
  new LoadBalancers(charm, "a", { api: async () => ({ protocol: "tcp", portMapping }) })
  return lb
}

function states(state: LoadBalancerState): string {
  // @ts-expect-error only a ready one has an address
  state.address
  switch (state.state) {
    case "ready":
      return state.address
    case "rejected":
    case "failed":
      return state.errorFields.public ?? state.error
    case "stale":
      // @ts-expect-error the address of an earlier request is not the address
      return state.address
    case "invalid":
    case "unreadable":
      return state.issues.map(({ message }) => message).join()
    case "absent":
    case "withdrawn":
    case "waiting":
    case "revoked":
      return state.message
  }
}

function answers(words: string, index: number): void {
  accept({ address: words })
  reject(words)
  reject("words")
  reject({ public: "a", "healthChecks[0].path": "b", "portMapping.443": "c", "backends[1]": "d" })
  reject({ [`healthChecks[${index}].path`]: words }, words)
  fail(words)
  later()
  // @ts-expect-error an address is text
  accept({ address: undefined })
  // @ts-expect-error no address
  accept({})
  // @ts-expect-error neither message nor fields
  reject()
  // @ts-expect-error no words
  reject("")
  // @ts-expect-error no fields
  reject({})
  // @ts-expect-error no fields, with a message
  reject({}, "words")
  // @ts-expect-error no such field
  reject({ publik: "a" })
  // @ts-expect-error no such path
  reject({ public: "a", "hc[0].path": "b" })
  // @ts-expect-error no such field of a health check
  reject({ "healthChecks[0].pth": "a" })
  // @ts-expect-error no message for the field
  reject({ public: undefined })
  // @ts-expect-error no words
  fail()
  // @ts-expect-error no words
  fail("")
}

function provider(charm: CharmBase): void {
  const remove = () => undefined
  new LoadBalancerProvider(charm, "lb-consumers", {
    serve: async (request) =>
      request.public ? accept({ address: request.name }) : reject({ public: "never" }),
    remove: async ({ lastKnown }) => void lastKnown?.portMapping,
  })
  // @ts-expect-error a handler must return an answer
  new LoadBalancerProvider(charm, "a", { serve: () => undefined, remove })
  // @ts-expect-error one path returns no answer
  new LoadBalancerProvider(charm, "a", { serve: (request) => (request.public ? later() : undefined), remove })
  // @ts-expect-error answers are created by functions, not literals
  new LoadBalancerProvider(charm, "a", { serve: () => ({ address: "a" }), remove })
  // @ts-expect-error `remove` is required
  new LoadBalancerProvider(charm, "a", { serve: () => later() })
  new LoadBalancerProvider(charm, "a", {
    serve: (request) => {
      // @ts-expect-error requests are frozen
      request.public = false
      // @ts-expect-error the return value is the answer
      request.response.address = "a"
      // @ts-expect-error no such field
      return accept({ address: request.adress })
    },
    remove,
  })
}

test("what is written above compiles, but for the lines that must not", () => {
  expect([consumer, states, answers, provider].map((checked) => typeof checked)).toEqual(
    Array(4).fill("function"),
  )
})
