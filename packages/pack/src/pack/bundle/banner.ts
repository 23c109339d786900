/** The oldest major version of Node.js that runs a packed charm. */
export const MINIMUM_NODE = 20

/**
 * The first lines of the bundle: an older Node.js reports its version instead of failing somewhere in the code. A file is parsed as a whole
 * before its first line runs, so this works from Node.js 16 on, which can parse the code below; older versions report a syntax error.
 * Compiling the code to older syntax would slow down every hook.
 */
export const banner = `#!/usr/bin/env node
if(parseInt(process.versions.node,10)<${MINIMUM_NODE}){process.stderr.write("This charm needs Node.js ${MINIMUM_NODE} or newer; "+process.execPath+" is "+process.versions.node+"\\n");process.exit(1)}`

/**
 * Replaces `__filename` and `__dirname`, into which Bun compiles the folder of the build, by the bundle's path in the charm whose
 * `bin/charm` runs.
 */
export const PLACE_ON_BUN = `var __charmDir=process.execPath.replace(/bin\\/[^/]*$/,"src"),__charmFile=__charmDir+"/charm.cjs";`
