/** The oldest Node.js a packed charm runs on (major version). */
export const MINIMUM_NODE = 20

/**
 * The first lines of the bundle, so that a Node.js that is too old says so instead of failing somewhere in the code. A file is
 * parsed whole before its first line runs, so this reaches back to Node.js 16, which knows all the syntax that stands below; an
 * even older one stops at its first unknown sign. Rewriting the syntax for those would cost every start of every hook.
 */
export const banner = `#!/usr/bin/env node
if(parseInt(process.versions.node,10)<${MINIMUM_NODE}){process.stderr.write("This charm needs Node.js ${MINIMUM_NODE} or newer; "+process.execPath+" is "+process.versions.node+"\\n");process.exit(1)}`

/**
 * Bun writes the folder in which it compiled into `__filename` and `__dirname`. In their place: where the bundle would be, in the
 * charm whose `bin/charm` runs.
 */
export const PLACE_ON_BUN = `var __charmDir=process.execPath.replace(/bin\\/[^/]*$/,"src"),__charmFile=__charmDir+"/charm.cjs";`
