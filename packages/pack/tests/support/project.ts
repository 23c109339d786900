import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

// Unless they set it, these tests pack charms for Node.js, whatever runtime the test run selects.
delete process.env.CHARMKIT_RUNTIME

export interface ScratchFolder extends Disposable {
  /** Absolute path without symbolic links. */
  readonly dir: string
  write(path: string, content: string | Buffer, mode?: number): void
  link(path: string, target: string): void
  remove(path: string): void
}

/** Creates an empty folder that is deleted with the test: `using scratch = scratchFolder()`. */
export function scratchFolder(): ScratchFolder {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "charmkit-pack-")))
  const place = (path: string): string => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    return join(dir, path)
  }
  return {
    dir,
    write(path, content, mode = 0o644) {
      writeFileSync(place(path), content)
      chmodSync(join(dir, path), mode)
    },
    link: (path, target) => symlinkSync(target, place(path)),
    remove: (path) => rmSync(join(dir, path), { recursive: true }),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

export const charmcraftYaml = `name: tiny
type: charm
summary: A tiny charm
description: Says which hook runs.
requires:
  db: {interface: mysql}
`

/** A minimal charm without packages, which ends with a call of `main`. */
export const charmSource = `class TinyCharm {
  readonly hook: string
  constructor(hook: string) {
    this.hook = hook
  }
}

function main(Charm: typeof TinyCharm): void {
  const charm = new Charm(process.env.JUJU_DISPATCH_PATH ?? "none")
  console.log(\`\${Charm.name} runs \${charm.hook}\`)
}

main(TinyCharm)
`

/** Creates a project that can be packed: charmcraft.yaml, src/charm.ts and LICENSE. `folder` places it in a subfolder. */
export function charmProject(folder = "."): ScratchFolder {
  const scratch = scratchFolder()
  writeProject(scratch, folder)
  return scratch
}

export function writeProject(scratch: ScratchFolder, folder: string): void {
  scratch.write(`${folder}/charmcraft.yaml`, charmcraftYaml)
  scratch.write(`${folder}/src/charm.ts`, charmSource)
  scratch.write(`${folder}/LICENSE`, "Do as you like.\n")
}

/** Writes a package with a licence into the project's node_modules. */
export function writePackage(
  scratch: ScratchFolder,
  name: string,
  files: Readonly<Record<string, string>>,
): void {
  for (const [path, text] of Object.entries({
    "package.json": JSON.stringify({ name }),
    LICENSE: `Terms of ${name}\n`,
    ...files,
  })) {
    scratch.write(`node_modules/${name}/${path}`, text)
  }
}
