import { type DeclarationReflection, ReflectionKind } from "typedoc"
import { commentOf, membersOf, ownNames } from "./names.ts"
import type { Entry } from "./read-entries.ts"

/** Lists public names, and public members of classes, without docstring: `@charmkit/ops: CharmBase.on`. */
export function missingDocstrings(entry: Entry): string[] {
  return ownNames(entry)
    .flatMap(([, names]) => names)
    .flatMap((name) => [
      ...(hasDocstring(name) ? [] : [name.name]),
      ...(name.kindOf(ReflectionKind.Class) ? membersOf(name).own : [])
        .filter((member) => !hasDocstring(member))
        .map((member) => `${name.name}.${member.name}`),
    ])
    .map((path) => `${entry.name}: ${path}`)
}

function hasDocstring(name: DeclarationReflection): boolean {
  return (commentOf(name)?.summary.length ?? 0) > 0
}
