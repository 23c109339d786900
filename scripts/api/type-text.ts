import { type DeclarationReflection, type SignatureReflection, type SomeType, TypeContext } from "typedoc"
import type { Seen } from "./links.ts"

/** Formats a type as TypeScript. Calls `seen` with each name that it refers to. */
export function typeText(
  type: SomeType | undefined,
  seen: Seen,
  where: TypeContext = TypeContext.none,
): string {
  if (type === undefined) return "unknown"
  const text = bareText(type, seen)
  return type.needsParenthesis(where) ? `(${text})` : text
}

function bareText(type: SomeType, seen: Seen): string {
  const part = (inner: SomeType, where?: TypeContext) => typeText(inner, seen, where)
  switch (type.type) {
    case "array":
      return `${part(type.elementType, TypeContext.arrayElement)}[]`
    case "conditional":
      return `${part(type.checkType, TypeContext.conditionalCheck)} extends ${part(type.extendsType, TypeContext.conditionalExtends)} ? ${part(type.trueType)} : ${part(type.falseType)}`
    case "indexedAccess":
      return `${part(type.objectType, TypeContext.indexedObject)}[${part(type.indexType)}]`
    case "intersection":
      return type.types.map((each) => part(each, TypeContext.intersectionElement)).join(" & ")
    case "mapped":
      return mappedText(type, part)
    case "namedTupleMember":
      return `${type.name}${type.isOptional ? "?" : ""}: ${part(type.element)}`
    case "optional":
      return `${part(type.elementType, TypeContext.optionalElement)}?`
    case "predicate":
      return `${type.asserts ? "asserts " : ""}${type.name}${type.targetType ? ` is ${part(type.targetType)}` : ""}`
    case "query":
      return `typeof ${part(type.queryType)}`
    case "reference":
      if (!type.refersToTypeParameter) seen(type.reflection)
      return type.typeArguments?.length
        ? `${type.name}<${type.typeArguments.map((each) => part(each)).join(", ")}>`
        : type.name
    case "reflection":
      return literalText(type.declaration, seen)
    case "rest":
      return `...${part(type.elementType, TypeContext.restElement)}`
    case "tuple":
      return `[${type.elements.map((each) => part(each)).join(", ")}]`
    case "typeOperator":
      return `${type.operator} ${part(type.target, TypeContext.typeOperatorTarget)}`
    case "union":
      return type.types.map((each) => part(each, TypeContext.unionElement)).join(" | ")
    default:
      return type.toString()
  }
}

type Mapped = Extract<SomeType, { type: "mapped" }>

function mappedText(type: Mapped, part: (inner: SomeType) => string): string {
  const readonly = type.readonlyModifier === "+" ? "readonly " : type.readonlyModifier ? "-readonly " : ""
  const optional = type.optionalModifier === "+" ? "?" : type.optionalModifier ? "-?" : ""
  const renamed = type.nameType ? ` as ${part(type.nameType)}` : ""
  return `{ ${readonly}[${type.parameter} in ${part(type.parameterType)}${renamed}]${optional}: ${part(type.templateType)} }`
}

/** Formats an anonymous object type or function type. */
function literalText(declaration: DeclarationReflection, seen: Seen): string {
  const { children = [], signatures = [], indexSignatures = [] } = declaration
  const [only] = signatures
  if (only && signatures.length === 1 && children.length === 0) return signatureText("", only, seen, " => ")
  const members = [
    ...signatures.map((signature) => signatureText("", signature, seen)),
    ...indexSignatures.map((signature) => indexText(signature, seen)),
    ...children.flatMap((child) => memberTexts(child, seen)),
  ]
  return members.length === 0 ? "{}" : `{ ${members.join("; ")} }`
}

function indexText(signature: SignatureReflection, seen: Seen): string {
  const key = signature.parameters?.map(({ name, type }) => `${name}: ${typeText(type, seen)}`).join(", ")
  return `${signature.flags.isReadonly ? "readonly " : ""}[${key}]: ${typeText(signature.type, seen)}`
}

/** Formats a signature: `name<T>(a: string, b?: number): void`. */
function signatureText(name: string, signature: SignatureReflection, seen: Seen, result = ": "): string {
  const returns = name.startsWith("new ") ? "" : `${result}${typeText(signature.type, seen)}`
  return `${name}${typeParameterText(signature, seen)}(${parameterTexts(signature, seen).join(", ")})${returns}`
}

export function parameterTexts(signature: SignatureReflection, seen: Seen): string[] {
  return (signature.parameters ?? []).map((parameter) => {
    const rest = parameter.flags.isRest ? "..." : ""
    const optional = parameter.flags.isOptional || parameter.defaultValue !== undefined ? "?" : ""
    return `${rest}${parameterName(parameter.name)}${optional}: ${typeText(parameter.type, seen)}`
  })
}

/** Replaces TypeDoc's name for a destructured parameter. */
export function parameterName(name: string): string {
  return name === "__namedParameters" ? "options" : name
}

export function typeParameterText(
  { typeParameters = [] }: Pick<SignatureReflection, "typeParameters">,
  seen: Seen,
): string {
  const texts = typeParameters.map(({ name, type, default: otherwise }) => {
    const bound = type ? ` extends ${typeText(type, seen)}` : ""
    return `${name}${bound}${otherwise ? ` = ${typeText(otherwise, seen)}` : ""}`
  })
  return texts.length === 0 ? "" : `<${texts.join(", ")}>`
}

/** Formats a member of a class or an object type, one line for each overload. */
export function memberTexts(member: DeclarationReflection, seen: Seen): string[] {
  const prefix = member.flags.isStatic ? "static " : ""
  if (member.signatures) {
    return member.signatures.map((signature) => prefix + signatureText(member.name, signature, seen))
  }
  const { getSignature, setSignature, flags } = member
  const readonly = flags.isReadonly || (getSignature && !setSignature) ? "readonly " : ""
  const type = getSignature?.type ?? setSignature?.parameters?.[0]?.type ?? member.type
  return [`${prefix}${readonly}${member.name}${flags.isOptional ? "?" : ""}: ${typeText(type, seen)}`]
}
