import { readdir, readFile, realpath, stat } from "node:fs/promises"
import { isAbsolute, join, relative, sep } from "node:path"
import type { ArchiveEntry } from "../archive/entry.ts"
import { PackError, reason, systemCode } from "../errors.ts"

const OWNER_MAY_RUN = 0o100

/** Reads files of one project by relative path. Follows symbolic links, which must not lead out of the project. */
export class ProjectFiles {
  /** Absolute path without symbolic links. */
  readonly dir: string

  private constructor(dir: string) {
    this.dir = dir
  }

  static async open(projectDir: string): Promise<ProjectFiles> {
    try {
      const dir = await realpath(projectDir)
      if ((await stat(dir)).isDirectory()) return new ProjectFiles(dir)
    } catch (error) {
      throw new PackError(
        "no-charm",
        `${projectDir}: there is no such folder; name the folder of a charm project`,
        error,
      )
    }
    throw new PackError("no-charm", `${projectDir} is a file; name the folder of the charm project`)
  }

  async text(path: string): Promise<string | undefined> {
    return (await this.file(path))?.content.toString("utf8")
  }

  /** Returns a file as an archive entry; undefined if there is none. */
  async file(path: string): Promise<ArchiveEntry | undefined> {
    if (!(await this.exists(path))) return undefined
    return this.read(path)
  }

  /** Whether a file, folder or symbolic link with this name exists, broken links included. */
  async exists(path: string): Promise<boolean> {
    const [folder, name] = split(path)
    try {
      return (await readdir(join(this.dir, folder))).includes(name)
    } catch (error) {
      if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return false
      throw new PackError("file", `${folder || "."}: ${reason(error)}`, error)
    }
  }

  /** Returns every file in a folder and its subfolders; none if there is no such folder. */
  async tree(folder: string): Promise<ArchiveEntry[]> {
    return (await this.exists(folder)) ? this.walk(folder, []) : []
  }

  private async walk(path: string, parents: readonly string[]): Promise<ArchiveEntry[]> {
    const target = await this.resolve(path)
    if (!(await stat(target)).isDirectory()) return [await this.read(path)]
    if (parents.includes(target)) {
      throw new PackError(
        "symlink",
        `${path} links to one of its parent folders, an endless loop; remove the link`,
      )
    }
    const names = (await readdir(target)).sort()
    const found: ArchiveEntry[] = []
    for (const name of names) found.push(...(await this.walk(`${path}/${name}`, [...parents, target])))
    return found
  }

  private async read(path: string): Promise<ArchiveEntry> {
    const target = await this.resolve(path)
    const status = await stat(target)
    if (!status.isFile()) {
      throw new PackError("file", `${path} is not a regular file; an archive holds files and folders only`)
    }
    try {
      return { path, content: await readFile(target), mode: status.mode & OWNER_MAY_RUN ? 0o755 : 0o644 }
    } catch (error) {
      throw new PackError("file", `${path} cannot be read: ${reason(error)}`, error)
    }
  }

  private async resolve(path: string): Promise<string> {
    let target: string
    try {
      target = await realpath(join(this.dir, path))
    } catch (error) {
      throw new PackError("symlink", `${path} is a broken link; fix or remove it`, error)
    }
    const inside = relative(this.dir, target)
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new PackError(
        "symlink",
        `${path} links to ${target}, outside the project; put the file itself there: a charm carries everything it needs`,
      )
    }
    return target
  }
}

function split(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf("/")
  return [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)]
}
