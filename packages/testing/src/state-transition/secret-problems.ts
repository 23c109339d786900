import type { Identity } from "./identity.ts"
import type { Secret, State } from "./state.ts"

/** Inconsistencies in the secrets of a state. */
export function secretProblems({ app }: Identity, { secrets, relations }: State): string[] {
  const ids = secrets.map(({ id }) => id)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  return [
    ...[...new Set(twice)].map((id) => `two secrets have the id ${id}`),
    ...secrets.flatMap((secret) => {
      const dead = Object.entries(secret.grants).filter(([, id]) => !relations.some((one) => one.id === id))
      return [
        ...oneSecret(app, secret),
        ...dead.map(
          ([name, id]) =>
            `${secret.id} is granted to ${name} through relation ${id}, which is not in the state`,
        ),
      ]
    }),
  ]
}

function oneSecret(app: string, secret: Secret): string[] {
  const { id, owner, revisions, tracked } = secret
  const problems: string[] = []
  if (!/^secret:[0-9a-z]{20}$/.test(id))
    problems.push(`"${id}" is not a secret id: it must be "secret:" and 20 characters of 0-9 and a-z`)
  if (Object.keys(revisions).length === 0) problems.push(`${id} has no revision`)
  if (owner === app || owner.startsWith(`${app}/`))
    problems.push(`${id} is owned by "${owner}", the tested charm: write owner: "app" or "unit"`)
  if (tracked !== null && !Object.hasOwn(revisions, tracked))
    problems.push(`${id} is tracked at revision ${tracked}, which it does not have`)
  return problems
}
