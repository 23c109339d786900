import type { Role } from "../input/relation.ts"

/**
 * `wrong`: the data is not as it has to be. `open`: somebody has to act or to be waited for, as it happens in every hook.
 * `note`: good to know.
 */
export type Severity = "wrong" | "open" | "note"

/** Where a document is; all null for one that was given alone. */
export interface Place {
  /** Whose databag it is in; null: nobody's or both. */
  readonly side: Role | null
  readonly key: string | null
}

export const NOWHERE: Place = { side: null, key: null }

export interface Finding extends Place {
  readonly severity: Severity
  /** For programs; stays the same when the words change. */
  readonly code: string
  /** Field names as on the wire, list positions and map keys; empty for the whole document. */
  readonly path: readonly string[]
  readonly problem: string
  readonly meaning: string
  /** Empty if there is nothing to do. */
  readonly advice: string
}

interface Words extends Pick<Finding, "severity" | "problem" | "meaning" | "advice"> {}

const as =
  (severity: Severity) =>
  (text: string): Words => {
    const [problem = "", meaning = "", advice = ""] = text.trim().split(/\n\s*/)
    return { severity, problem, meaning, advice }
  }
const [wrong, open, note] = [as("wrong"), as("open"), as("note")]

/** Words about a field, which follow from its schema. */
const ISSUE = "{problem}\n{meaning}\n{advice}"

/** Problem, meaning and advice are on a line each. `{words}` in braces are filled in. What follows a `/` is not part of the code. */
const FINDINGS = {
  // Of the fields of a document.
  unreadable: wrong(ISSUE),
  "unreadable-note": wrong(ISSUE),
  hazard: wrong(ISSUE),
  unusual: note("{problem}\n{meaning}"),
  "unknown-field": wrong(`
    {problem}
    Version 1 has no such field; Python's library refuses the whole document.
    This library passes over it. Take it out, or upgrade and use what both sides know.`),
  "unknown-field/extension": note(`
    {problem}
    This library does not know it, and passes over it.`),

  // Of a relation.
  version: wrong(`
    The version is not a whole number of 1 or more.
    The other side does not take part in this relation until that is mended; Python's library dies of it.
    The {side}'s leader has to write 1 there.`),
  "no-version": open(`
    The {side} has not said which version it speaks.
    Its leader writes that in its first hook of the relation; before it nothing is asked or answered.
    If it stays: see whether it has a leader, and whether its hooks fail.`),
  "no-version/with-documents": wrong(`
    The {side} has written {documents}, but no version.
    Python's library ignores the relation without it. This one goes on with what was answered before.
    The {side}'s leader has to write 1 there.`),
  "foreign-key": note(`
    This key belongs into the other side's databag.
    Nobody reads it here.`),
  "same-id": wrong(`
    The id is that of {other} too.
    Python's providers tell requests apart by it, and take these for one that changes all the time.
    The consumer's charm has to give each request its own id.`),
  "nothing-asked": note(`
    The consumer asks for nothing.
    It has sent no request, or withdrawn all.`),
  "unreadable/list": wrong(`
    This is no list of words.
    The {side} counts as one that understands nothing but version 1.
    The {side}'s leader has to write it again.`),

  // Of the text of a request or response.
  "name-differs": wrong(`
    The key says {key}, the document {document}.
    A provider with this library refuses it. Python's provider answers under {answered}, where nobody looks.
    The consumer's charm has to send it again with that mended.`),
  "no-hash": wrong(`
    There is no hash.
    Without it a current response looks like a stale one, so none counts.
    Send it with LBProvider.sendRequest, or put the MD5 of its canonical text there (PROTOCOL.md, “Hash”).`),
  "hash-of-another-text": note(`
    The hash is not that of this text, which would be {hash}.
    It is only a token, so this works. Either somebody has edited the text by hand, or another library wrote it.
    If it was edited by hand, let the charm send it again: an answer to the text before still counts as current.`),
  "private-key": note(`
    A private key is here as plain text.
    All who may read this relation, or a controller's backup, can read it. It is not shown here.`),
  "error-by-display-text": wrong(`
    The error is "provider error".
    That is how Python displays it. On the wire it is "provider_error"; Python's consumer refuses this answer.
    The provider's charm has to answer again with that mended.`),

  // Of a request and its response together.
  stale: open(`
    The response answers an earlier text of the request.
    The consumer does not use it. It is so for as long as the provider needs to see the change.
    If it stays: look at the provider's leader, which has not answered the change.`),
  "unanswered/consumer-without-version": open(`
    Nobody has answered.
    The provider does not look at the request before it sees the consumer's version.
    The consumer's leader has to write version.`),
  "unanswered/provider-without-version": open(`
    Nobody has answered.
    The provider has not even said which version it speaks.
    See whether it has a leader, and whether its hooks fail: juju status, juju debug-log.`),
  unanswered: open(`
    Nobody has answered.
    The provider's leader has not seen the request yet, waits for something, or has failed.
    See its status and log: juju status, juju debug-log.`),
  unusable: open(`
    The request cannot be used.
    A provider with this library makes nothing for it.`),
  "unusable/answered": open(`
    The request cannot be used.
    It is not a removal: a provider with this library leaves alone what it made for the earlier text.`),
  leftover: open(`
    There is an answer, but no {request}: the request was withdrawn.
    What was made for it may still be running. Providers with Python's library often leave it so.
    The provider's leader has to clean up and revoke the response.`),
  "leftover/refusal": open(`
    There is a refusal, but no {request}: the request was withdrawn.
    Nothing was made for it.
    The provider's leader has to delete the response.`),
  "answer-without-request": open(`
    There is an answer, but no request.
    The consumer's version is not there either, so this does not count as a removal; nothing is cleaned up.
    See whether the consumer has a leader, and whether its hooks fail.`),
  "changed-since": open(`
    The request has changed since it was answered: its draining, its private key, or its text by hand.
    The consumer sees no difference, but the load balancer is not yet what it asks for.
    If it stays: look at the provider's leader, which has not dealt with the change.`),
  "changed-since/backends": open(`
    The request was answered with other backends than it has now.
    The consumer sees no difference, but the load balancer may send to the backends of before.
    If it stays: look at the provider's leader, which has not dealt with the change.`),
  "changed-since/deferred": open(`
    The provider has answered, and deferred what is left to do for the request.
    It tries again in each of its hooks; so does the next leader.
    If it stays: see its status and log: juju status, juju debug-log.`),
  excluded: open(`
    The provider says that it cannot do this: {message}.
    It refuses the request for this.
    The consumer's charm can see this in the capabilities, and ask otherwise.`),
  "excluded/answered": note(`
    The provider says that it cannot do this: {message}.
    It has made the load balancer all the same.`),

  // Of extensions.
  "out-of-date": note(`
    This belongs to another text of the {owner}.
    It counts as not said. It was left by an earlier {owner}, or the {side}'s charm does not know this key any more.`),
  "leftover/ownerless": note(`
    There is no {owner} to which this belongs.
    Nobody reads it.`),
  "not-announced": note(`
    The {other} does not say that it understands this (extensions without {extension}).
    It does not read it; everything else goes as without it.`),
  "secret-and-plain-text": note(`
    The private key is in the request too, as plain text.
    The one in the request counts; the secret is not read.`),
  "not-announced/secrets": open(`
    The {other} does not say that it understands this (extensions without {extension}).
    It takes the request for one without a private key.
    The consumer's charm has to send the request again.`),
} satisfies Readonly<Record<string, Words>>

export type FindingName = keyof typeof FINDINGS
/** For the words in braces. */
export type Values = Readonly<Record<string, string>>

/** Returns a finding from the table. */
export function finding(
  name: FindingName,
  { side, key }: Place,
  path: readonly string[] = [],
  values: Values = {},
): Finding {
  const all: Values = { side: side ?? "side that writes it", ...values }
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (braces, word: string) => all[word] ?? braces)
  const { severity, problem, meaning, advice } = FINDINGS[name]
  const words = { problem: fill(problem), meaning: fill(meaning), advice: fill(advice) }
  return { severity, code: name.replace(/\/.*/, ""), side, key, path, ...words }
}
