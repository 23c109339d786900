import { type DeclarationReflection, ReflectionKind } from "typedoc"
import type { Entry } from "./read-entries.ts"

/** The sections of a page, in their order. */
const GROUPS = ["Classes", "Functions", "Types", "Constants", "Errors"] as const

type Group = (typeof GROUPS)[number]

function groupOf(name: DeclarationReflection): Group {
  if (name.kindOf(ReflectionKind.Class)) return /Error$|^Abort$/.test(name.name) ? "Errors" : "Classes"
  if (name.kindOf(ReflectionKind.Function)) return "Functions"
  return name.kindOf(ReflectionKind.Variable) ? "Constants" : "Types"
}

/** What an entry describes itself, section by section, each by alphabet. */
export function ownNames({ module }: Entry): [group: Group, names: DeclarationReflection[]][] {
  const own = (module.children ?? []).filter((name) => !name.isReference())
  return GROUPS.map((group): [Group, DeclarationReflection[]] => [
    group,
    own.filter((name) => groupOf(name) === group).sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]).filter(([, names]) => names.length > 0)
}

export interface Members {
  readonly own: readonly DeclarationReflection[]
  /** By the documented class or interface that they come from. */
  readonly inherited: ReadonlyMap<DeclarationReflection, readonly DeclarationReflection[]>
}

/** The members of a class or an object type. What comes from a parent that is not public counts as own. */
export function membersOf(name: DeclarationReflection): Members {
  const members = (name.type?.type === "reflection" ? name.type.declaration.children : name.children) ?? []
  const own: DeclarationReflection[] = []
  const inherited = new Map<DeclarationReflection, DeclarationReflection[]>()
  for (const member of members) {
    if (member.kindOf(ReflectionKind.Constructor)) continue
    const parent = (member.inheritedFrom ?? repeatedFrom(member))?.reflection?.parent
    if (parent?.isDeclaration()) inherited.set(parent, [...(inherited.get(parent) ?? []), member])
    else own.push(member)
  }
  return { own, inherited }
}

/** A static member that each class sets for itself, as the parent's docstring says. */
function repeatedFrom(member: DeclarationReflection): DeclarationReflection["overwrites"] {
  return member.flags.isStatic && member.comment?.inheritedFromParentDeclaration
    ? member.overwrites
    : undefined
}

export function constructorOf(name: DeclarationReflection): DeclarationReflection | undefined {
  const found = name.children?.find((member) => member.kindOf(ReflectionKind.Constructor))
  return found && !found.inheritedFrom ? found : undefined
}
