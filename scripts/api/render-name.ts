import {
  type DeclarationReflection,
  type Reflection,
  ReflectionKind,
  type SignatureReflection,
  type SomeType,
} from "typedoc"
import { bodyText, outcomeLines, type Place, partsText, summaryText } from "./comment-text.ts"
import { commentOf, constructorOf, membersOf } from "./names.ts"
import { memberTexts, parameterName, parameterTexts, typeParameterText, typeText } from "./type-text.ts"

/** Maximum length of a line of code; longer ones are split, with one parameter or one alternative in a line. */
const WIDTH = 100

/** Renders the documentation of one public name as Markdown. */
export function renderName(name: DeclarationReflection, place: Place): string {
  const seen = new Set<Reflection>()
  const see = (reflection: Reflection | undefined) => {
    if (reflection && reflection !== name) seen.add(reflection)
  }
  const [signature] = name.signatures ?? constructorOf(name)?.signatures ?? []
  const sections = [
    `### ${name.name}`,
    `\`\`\`ts\n${headLines(name, see).join("\n")}\n\`\`\``,
    bodyText(commentOf(name), place),
    bullets(
      signature ? [...parameterLines(signature, place), ...outcomeLines(signature.comment, place)] : [],
    ),
    memberList(name, place, see),
    ...inheritedLines(name, place),
    seeAlso(seen, place),
  ]
  return sections.filter((section) => section !== "").join("\n\n")
}

type See = (reflection: Reflection | undefined) => void

function headLines(name: DeclarationReflection, see: See): string[] {
  const typed = `${name.name}${typeParameterText(name, see)}`
  if (name.kindOf(ReflectionKind.Function)) {
    return (name.signatures ?? []).flatMap((signature) => callLines(`function ${name.name}`, signature, see))
  }
  if (name.kindOf(ReflectionKind.ClassOrInterface)) {
    const word = name.kindOf(ReflectionKind.Class) ? "class" : "interface"
    const abstract = name.flags.isAbstract ? "abstract " : ""
    const made = name.flags.isAbstract ? [] : (constructorOf(name)?.signatures ?? [])
    return [
      `${abstract}${word} ${typed}${parentText(name, see)}`,
      ...made.flatMap((signature) => callLines(`new ${name.name}`, signature, see, "")),
    ]
  }
  if (name.kindOf(ReflectionKind.Variable)) return [`const ${name.name}: ${typeText(name.type, see)}`]
  return aliasLines(typed, name, see)
}

function parentText({ extendedTypes = [] }: DeclarationReflection, see: See): string {
  const parents = extendedTypes.filter(isKnown).map((type) => typeText(type, see))
  return parents.length === 0 ? "" : ` extends ${parents.join(", ")}`
}

// A parent that no package exports is left out; its members are listed as the class's own.
function isKnown(type: SomeType): boolean {
  return type.type !== "reference" || type.reflection !== undefined || type.package === "typescript"
}

function callLines(start: string, signature: SignatureReflection, see: See, result?: string): string[] {
  const head = `${start}${typeParameterText(signature, see)}`
  const parameters = parameterTexts(signature, see)
  const tail = `)${result ?? `: ${typeText(signature.type, see)}`}`
  const line = `${head}(${parameters.join(", ")}${tail}`
  if (line.length <= WIDTH || parameters.length === 0) return [line]
  return [`${head}(`, ...parameters.map((parameter) => `  ${parameter},`), tail]
}

function aliasLines(typed: string, name: DeclarationReflection, see: See): string[] {
  const { type } = name
  // The members are listed below, with their docstrings.
  if (type?.type === "reflection" && type.declaration.children) return [`type ${typed} = { … }`]
  const line = `type ${typed} = ${typeText(type, see)}`
  if (line.length <= WIDTH || type?.type !== "union") return [line]
  return [`type ${typed} =`, ...type.types.map((each) => `  | ${typeText(each, see)}`)]
}

function parameterLines(signature: SignatureReflection, place: Place): string[] {
  return (signature.parameters ?? []).flatMap(({ name, comment }) => {
    const text = summaryText(comment, place)
    return text === "" ? [] : [`\`${parameterName(name)}\`: ${text}`]
  })
}

function memberList(name: DeclarationReflection, place: Place, see: See): string {
  const items = membersOf(name).own.map((member) => memberItem(member, place, see))
  return items.length === 0 ? "" : `Members:\n\n${bullets(items)}`
}

function memberItem(member: DeclarationReflection, place: Place, see: See): string {
  const signature = member.signatures?.[0]
  const comment = commentOf(member)
  const details = signature ? [...parameterLines(signature, place), ...outcomeLines(comment, place)] : []
  return [
    memberTexts(member, see)
      .map((text) => `\`${text}\``)
      .join(" or "),
    bodyText(comment, place),
    bullets(details),
  ]
    .filter((text) => text !== "")
    .join("\n\n")
}

function inheritedLines(name: DeclarationReflection, place: Place): string[] {
  return [...membersOf(name).inherited].map(([parent, members]) => {
    const names = members.map((member) => `\`${member.name}${member.signatures ? "()" : ""}\``)
    return `From ${linked(parent, place)}: ${names.join(", ")}`
  })
}

function seeAlso(seen: ReadonlySet<Reflection>, place: Place): string {
  const links = [...seen].filter((each) => place.links.to(each, place.file) !== undefined)
  const names = new Map(links.map((each) => [each.name, linked(each, place)]))
  return names.size === 0 ? "" : `See ${[...names.values()].join(", ")}`
}

function linked(reflection: Reflection, place: Place): string {
  const address = place.links.to(reflection, place.file)
  return address === undefined ? `\`${reflection.name}\`` : `[\`${reflection.name}\`](${address})`
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item.replace(/\n(?!\n|$)/g, "\n  ")}`).join("\n")
}

/** Returns the first sentence, for a list of names. */
export function firstSentence(name: DeclarationReflection, place: Place): string {
  const [paragraph = ""] = partsText(commentOf(name)?.summary ?? [], place).split("\n\n")
  const line = paragraph.replace(/\s*\n\s*/g, " ")
  return (/^.*?[.:](?=\s+[A-Z`]|$)/.exec(line)?.[0] ?? line).replace(/:$/, "")
}
