import { parse } from "acorn"

const SLOW = `__name=(target,value)=>__defProp(target,"name",{value,configurable:!0})`
const QUICK = `__name=(f,n)=>f.name===n?f:__defProp(f,"name",{value:n,configurable:1})`

/**
 * esbuild gives each class and function its name when it is made, some hundred times in a hook, though nearly all would have it
 * anyway: from their declaration, or from the variable or property they are made for. What is clearly not needed is taken out,
 * the rest looks first. As long as before, so that the source map stays true; what cannot be read stays as it is.
 */
export function quickNames(code: string): string {
  const quick = code.replace(SLOW, QUICK)
  const ranges: Range[] = []
  try {
    const options = { ecmaVersion: "latest", allowReturnOutsideFunction: true } as const
    const program: unknown = parse(quick, options)
    if (isTree(program)) collect(program, undefined, ranges)
  } catch {
    return quick
  }
  let all = ""
  let at = 0
  for (const [start, end] of ranges.sort(([a], [b]) => a - b)) {
    all += quick.slice(at, start) + blank(quick.slice(start, end))
    at = end
  }
  return all + quick.slice(at)
}

type Range = readonly [start: number, end: number]

/** A node of the syntax tree, whose members differ by its type. */
interface Tree {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

/** @param given the name that the code around gives to what is made here */
function collect(tree: Tree, given: string | undefined, ranges: Range[]): void {
  ranges.push(...needless(tree, given))
  const named = naming(tree, given)
  for (const member of Object.values(tree)) {
    for (const child of (Array.isArray(member) ? member : [member]).filter(isTree))
      collect(child, child === named?.value ? named.name : undefined, ranges)
  }
}

/** What of this node only says again how something is called. */
function needless(tree: Tree, given: string | undefined): Range[] {
  const name = calledName(tree)
  const made = argument(tree)
  if (name !== undefined && made !== undefined && nameOf(made, given) === name)
    return [
      [tree.start, made.start],
      [made.end, tree.end],
    ]
  if (tree.type === "ExpressionStatement") {
    const call = node(tree.expression)
    const named = call === undefined ? undefined : argument(call)
    if (named?.type === "Identifier" && named.name === calledName(call)) return [[tree.start, tree.end]]
  }
  const members = tree.type === "ClassBody" && Array.isArray(tree.body) ? tree.body.filter(isTree) : []
  return members.filter((one) => isNamingBlock(one, given)).map(({ start, end }) => [start, end])
}

/** `static{__name(this,"X")}` in a class that is called so anyway. */
function isNamingBlock(block: Tree, given: string | undefined): boolean {
  if (block.type !== "StaticBlock" || !Array.isArray(block.body) || block.body.length !== 1) return false
  const call = node(node(block.body[0])?.expression)
  return call !== undefined && argument(call)?.type === "ThisExpression" && calledName(call) === given
}

/** The `"x"` of `__name(…,"x")`. */
function calledName(tree: Tree | undefined): string | undefined {
  if (tree?.type !== "CallExpression" || node(tree.callee)?.name !== "__name") return undefined
  const name = Array.isArray(tree.arguments) ? node(tree.arguments[1])?.value : undefined
  return typeof name === "string" ? name : undefined
}

function argument(tree: Tree): Tree | undefined {
  return calledName(tree) !== undefined && Array.isArray(tree.arguments) ? node(tree.arguments[0]) : undefined
}

/** How a function or class is called that has its own name, or none and is made for something. */
function nameOf(made: Tree, given: string | undefined): string | undefined {
  if (made.type === "ArrowFunctionExpression") return given
  if (made.type !== "FunctionExpression" && made.type !== "ClassExpression") return undefined
  return text(node(made.id)?.name) ?? given
}

/** The part of a node that gets a name if it has none: the function in `x=()=>1` and in `__name(()=>1,"y")`, the body of `class X{}`. */
function naming(
  tree: Tree,
  given: string | undefined,
): { readonly name: string | undefined; readonly value: Tree | undefined } | undefined {
  switch (tree.type) {
    case "VariableDeclarator":
      return { name: identifier(tree.id), value: node(tree.init) }
    case "AssignmentExpression":
    case "AssignmentPattern":
      return { name: identifier(tree.left), value: node(tree.right) }
    case "Property":
    case "PropertyDefinition":
      return tree.computed === true ? undefined : { name: identifier(tree.key), value: node(tree.value) }
    case "ClassDeclaration":
    case "ClassExpression":
      return { name: identifier(tree.id) ?? given, value: node(tree.body) }
    case "CallExpression":
      return { name: given, value: argument(tree) }
    default:
      return undefined
  }
}

function identifier(value: unknown): string | undefined {
  const tree = node(value)
  return tree?.type === "Identifier" ? text(tree.name) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

function node(value: unknown): Tree | undefined {
  return isTree(value) ? value : undefined
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value
}

/** Lines stay as they are. */
function blank(code: string): string {
  return code.replace(/./g, " ")
}
