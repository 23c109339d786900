/** The oldest Node.js a packed charm runs on (major version). */
export const MINIMUM_NODE = 20

/**
 * The first lines of the bundle. Written for very old Node.js, so that an archive's Node 12 or 18 says what is wrong
 * instead of failing somewhere in the code.
 */
export const banner = `#!/usr/bin/env node
if(parseInt(process.versions.node,10)<${MINIMUM_NODE}){process.stderr.write("This charm needs Node.js ${MINIMUM_NODE} or newer; "+process.execPath+" is "+process.versions.node+"\\n");process.exit(1)}`

/**
 * Syntax that a Node.js older than ${MINIMUM_NODE} cannot parse. A file is parsed whole before its first statement runs, so this
 * syntax is rewritten: else the old Node.js prints a SyntaxError and never reaches the banner.
 */
export const rewrittenSyntax: Readonly<Record<string, false>> = {
  "class-private-accessor": false,
  "class-private-brand-check": false,
  "class-private-method": false,
  "class-private-static-accessor": false,
  "class-private-static-method": false,
  "class-static-blocks": false,
  "logical-assignment": false,
  "nullish-coalescing": false,
  "optional-chain": false,
  "regexp-match-indices": false,
  "regexp-set-notation": false,
}
