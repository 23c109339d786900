import { type Comment, type DeclarationReflection, type Reflection, ReflectionKind } from "typedoc"
import type { Entry } from "./read-entries.ts"

/** The sections of a page, in order. */
const GROUPS = ["Classes", "Functions", "Types", "Constants", "Errors"] as const

type Group = (typeof GROUPS)[number]

function groupOf(name: DeclarationReflection): Group {
  if (name.kindOf(ReflectionKind.Class)) return isError(name) ? "Errors" : "Classes"
  if (name.kindOf(ReflectionKind.Function)) return "Functions"
  return name.kindOf(ReflectionKind.Variable) ? "Constants" : "Types"
}

/** Groups the names that an entry documents by section, sorted by name. */
export function ownNames({ module }: Entry): [group: Group, names: DeclarationReflection[]][] {
  const own = (module.children ?? []).filter((name) => !name.isReference())
  return GROUPS.map((group): [Group, DeclarationReflection[]] => [
    group,
    own.filter((name) => groupOf(name) === group).sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]).filter(([, names]) => names.length > 0)
}

/** Returns a name's own docstring. TypeDoc gives a class or interface without docstring its parent's, which is ignored. */
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
  /** Inherited members, by the documented class or interface that declares them. */
  readonly inherited: ReadonlyMap<DeclarationReflection, readonly DeclarationReflection[]>
}

/** Returns the members of a class or an object type. Members of a parent that is not public count as its own. */
export function membersOf(name: DeclarationReflection): Members {
  const members = (name.type?.type === "reflection" ? name.type.declaration.children : name.children) ?? []
  const own: DeclarationReflection[] = []
  const inherited = new Map<DeclarationReflection, DeclarationReflection[]>()
  for (const member of members) {
    if (member.kindOf(ReflectionKind.Constructor) || member.name.startsWith("[") || isErrorName(member))
      continue
    const parent = originOf(member)
    if (parent?.isDeclaration()) inherited.set(parent, [...(inherited.get(parent) ?? []), member])
    else own.push(member)
  }
  return { own, inherited }
}

/** Finds the documented parent that declares a member. For a member of a hidden class, TypeDoc names another subclass, which is ignored. */
function originOf(member: DeclarationReflection): Reflection | undefined {
  const above = (member.inheritedFrom ?? repeatedFrom(member))?.reflection
  if (!above?.isDeclaration() && !above?.isSignature()) return undefined
  const declared = above.isSignature() ? above.parent : above
  // An interface that extends a class has the members of the class themselves; TypeDoc can name the interface.
  if (declared === member) return member.parent?.isDeclaration() ? parentsOf(member.parent)[0] : undefined
  return declared.inheritedFrom ? originOf(declared) : declared.parent
}

// Every error class overrides `name` with its own.
function isErrorName(member: DeclarationReflection): boolean {
  return member.name === "name" && member.parent?.isDeclaration() === true && isError(member.parent)
}

function isError(name: DeclarationReflection): boolean {
  const isErrorItself = (name.extendedTypes ?? []).some(
    (type) => type.type === "reference" && type.name === "Error",
  )
  return isErrorItself || parentsOf(name).some(isError)
}

/** Whether a static member is one that each class sets for itself, as the parent's docstring says. */
function repeatedFrom(member: DeclarationReflection): DeclarationReflection["overwrites"] {
  return member.flags.isStatic && member.comment?.inheritedFromParentDeclaration
    ? member.overwrites
    : undefined
}

export function constructorOf(name: DeclarationReflection): DeclarationReflection | undefined {
  const found = name.children?.find((member) => member.kindOf(ReflectionKind.Constructor))
  return found && !found.inheritedFrom ? found : undefined
}
