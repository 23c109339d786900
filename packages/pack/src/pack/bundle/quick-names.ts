const SLOW = `__name=(target,value)=>__defProp(target,"name",{value,configurable:!0})`
const QUICK = `__name=(f,n)=>f.name===n?f:__defProp(f,"name",{value:n,configurable:1})`

/** A class with the block that names it: `class X{static{__name(this,"X")}` or `X=class extends Y{static{__name(this,"X")}`. */
const CLASS =
  /(?:(?<![.#\w$])([\w$]+)=class|\bclass ([\w$]+))(?:\s+extends\s+[\w$.]+)?\{(static\{__name\(\s*this,\s*"([\w$]+)"\s*\)\})/g
/** After a function's declaration: `__name(f,"f");`. */
const FUNCTION = /(?<=[};]\s*)__name\(\s*([\w$]+),\s*"\1"\s*\);/g

/**
 * esbuild gives each class and function its name when the bundle is loaded, some hundred times, though nearly all have it
 * already. What is clearly not needed is taken out, the rest looks first. As long as before, so that the source map stays
 * true; what another esbuild writes otherwise stays as it is.
 */
export function quickNames(code: string): string {
  return code.replace(SLOW, QUICK).replace(CLASS, unnamed).replace(FUNCTION, blank)
}

/** A class is called as it calls itself, or else as the variable that it is made for. */
function unnamed(
  all: string,
  variable: string | undefined,
  own: string | undefined,
  block: string,
  name: string,
): string {
  return (own ?? variable) === name ? all.slice(0, -block.length) + blank(block) : all
}

/** Lines stay as they are. */
function blank(text: string): string {
  return text.replace(/./g, " ")
}
