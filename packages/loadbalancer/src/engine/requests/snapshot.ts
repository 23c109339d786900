import { readRequestExtensions } from "../../wire/extensions/request-extensions.ts"
import {
  EXTENSIONS_KEY,
  fingerprintOf,
  type Negotiated,
  negotiateVersion,
  parseExtensions,
  requestKey,
  requestNames,
  VERSION_KEY,
} from "../../wire.ts"
import type { Texts } from "../documents.ts"
import type { OwnAnswers } from "./own-answers.ts"
import { type KnownRequest, readRequest, type UnusableRequest, type UsableRequest } from "./usable-request.ts"

/**
 * All requests of one requirer, as its application databag shows them in this hook. Each document is parsed once and on first use, so that
 * one request can be read without the others.
 */
export class RequestsSnapshot {
  readonly #remote: Texts | undefined
  readonly #answers: OwnAnswers | undefined
  readonly #version: Negotiated
  readonly #usable = new Map<string, UsableRequest>()
  readonly #read = new Map<string, KnownRequest | UnusableRequest>()
  #extensions: ReadonlySet<string> | undefined
  #names: readonly string[] | undefined

  /**
   * @param remote the requirer's application databag; undefined while Juju does not show it
   * @param answers the own responses and answer records; undefined on followers, which cannot read them
   */
  constructor(remote: Texts | undefined, answers: OwnAnswers | undefined) {
    this.#remote = remote
    this.#answers = answers
    this.#version = remote === undefined ? { state: "missing" } : negotiateVersion(remote.get(VERSION_KEY))
  }

  /** Without an agreed version the databag may not be filled yet. No request then counts as removed, and none is refused. */
  get isAgreed(): boolean {
    return this.#version.state === "agreed"
  }

  /** Names of all requests in the databag, usable or not. Cached: a remote databag does not change during a hook. */
  get names(): readonly string[] {
    this.#names ??= this.#remote === undefined ? [] : requestNames(this.#remote.keys())
    return this.#names
  }

  get known(): readonly KnownRequest[] {
    return this.#all.filter((one) => "wire" in one)
  }

  get unusable(): readonly UnusableRequest[] {
    return this.#all.filter((one) => "issues" in one)
  }

  find(name: string): KnownRequest | undefined {
    const one = this.text(name) === undefined ? undefined : this.#readOne(name)
    return one !== undefined && "wire" in one ? one : undefined
  }

  text(name: string): string | undefined {
    return this.#remote?.get(requestKey(name))
  }

  isGone(name: string): boolean {
    return this.isAgreed && this.text(name) === undefined
  }

  /** Returns whether the requirer supports this extension. */
  reads(extension: string): boolean {
    this.#extensions ??= parseExtensions(this.#remote?.get(EXTENSIONS_KEY))
    return this.#extensions.has(extension)
  }

  /** Names and ids of the usable requests. Reads only the requirer's databag, so that it works on followers. */
  *ids(): Iterable<readonly [name: string, id: string]> {
    if (this.#version.state === "missing") return
    for (const name of this.names) {
      const read = this.#usableOne(name)
      if ("wire" in read) yield [name, read.wire.id]
    }
  }

  get #all(): readonly (KnownRequest | UnusableRequest)[] {
    return this.names.map((name) => this.#readOne(name)).filter((one) => one !== undefined)
  }

  /**
   * Undefined while the version is missing. A requirer that has been answered must have sent version 1, so its requests are read even if
   * the version is missing now.
   */
  #readOne(name: string): KnownRequest | UnusableRequest | undefined {
    const before = this.#read.get(name)
    if (before !== undefined) return before
    if (this.#version.state === "missing" && this.#answers?.has(name) !== true) return undefined
    const one = this.#parse(name)
    this.#read.set(name, one)
    return one
  }

  #parse(name: string): KnownRequest | UnusableRequest {
    const read = this.#usableOne(name)
    if ("issues" in read) return { name, issues: read.issues }
    const extensions = readRequestExtensions(this.#remote ?? NOTHING, name, read.wire)
    if ("issues" in extensions) return { name, issues: extensions.issues }
    const { wire } = read
    return { name, wire, extensions, fingerprint: fingerprintOf(wire, extensions.text) }
  }

  #usableOne(name: string): UsableRequest {
    const read = this.#usable.get(name) ?? readRequest(this.text(name) ?? "", name, this.#version)
    this.#usable.set(name, read)
    return read
  }
}

const NOTHING = new Map<string, string>()
