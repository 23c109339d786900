import { type Comment, type DeclarationReflection, ReflectionKind } from "typedoc"
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

/** What is said about a name itself. To a class or interface without docstring TypeDoc gives that of its parent. */
export function commentOf(name: DeclarationReflection): Comment | undefined {
  const { comment, signatures, getSignature } = name
  if (comment && parentsOf(name).some((parent) => parent.comment?.similarTo(comment))) return undefined
  return comment ?? signatures?.[0]?.comment ?? getSignature?.comment
}

function parentsOf({ extendedTypes = [] }: DeclarationReflection): DeclarationReflection[] {
  return extendedTypes.flatMap((type) => {
    const parent = type.type === "reference" ? type.reflection : undefined
    return parent?.isDeclaration() ? [parent] : []
  })
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
    if (member.kindOf(ReflectionKind.Constructor) || isErrorName(member)) continue
    const parent = (member.inheritedFrom ?? repeatedFrom(member))?.reflection?.parent
    if (parent?.isDeclaration() && isAncestor(parent, name))
      inherited.set(parent, [...(inherited.get(parent) ?? []), member])
    else own.push(member)
  }
  return { own, inherited }
}

// For what comes from a hidden parent TypeDoc names some other child of that parent.
function isAncestor(parent: DeclarationReflection, name: DeclarationReflection): boolean {
  return parentsOf(name).some((above) => above === parent || isAncestor(parent, above))
}

// Every class of errors says its own name in it.
function isErrorName({ name, overwrites }: DeclarationReflection): boolean {
  return name === "name" && overwrites?.name === "Error.name"
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
