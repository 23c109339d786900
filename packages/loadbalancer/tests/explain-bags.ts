import { requestText, sealRequest, type WireRequest } from "loadbalancer-interface/wire"

// Valid databags, in which tests break one thing.

export const WEB: WireRequest = {
  id: "i",
  name: "web",
  protocol: "tcp",
  backends: [],
  port_mapping: { 443: 6443 },
  algorithm: [],
  sticky: false,
  health_checks: [{ protocol: "http", port: 6443, path: "/livez", interval: 1, retries: 2 }],
  public: true,
  tls_termination: false,
  tls_cert: null,
  tls_key: null,
  ingress_address: null,
  sent_hash: null,
}
export const SEALED = sealRequest(WEB)
export const request = (change: object = {}): string =>
  JSON.stringify({ ...JSON.parse(requestText(SEALED)), ...change })
export const response = (change: object = {}): string =>
  JSON.stringify({
    address: "lb.example",
    error: null,
    error_fields: {},
    error_message: null,
    received_hash: SEALED.sent_hash,
    ...change,
  })
export const consumer = (web: string | undefined, more: object = {}) => ({
  version: "1",
  request_web: web,
  ...more,
})
export const provider = (web: string | undefined, more: object = {}) => ({
  version: "1",
  response_web: web,
  ...more,
})

export interface Case {
  readonly what: string
  readonly input: object
  readonly finding: {
    readonly code: string
    readonly side?: string
    readonly key?: string
    readonly path?: string[]
  }
  readonly says: string
  readonly state?: string
}
