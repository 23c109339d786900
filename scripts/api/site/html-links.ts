import { readdirSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"

/** Lists the links and pictures of a built site that lead to no file or no anchor of it. Web addresses are not followed. */
export function brokenLinks(folder: string): string[] {
  const files = new Set(readdirSync(folder, { recursive: true, encoding: "utf8" }))
  const texts = new Map(
    [...files]
      .filter((file) => file.endsWith(".html"))
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  )
  const anchors = new Map([...texts].map(([file, text]) => [file, anchorsOf(text)]))
  return [...texts].flatMap(([file, text]) =>
    [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)]
      .map(([, target = ""]) => decodeURI(target.replaceAll("&amp;", "&")))
      .filter((target) => !/^[a-z]+:/i.test(target))
      .filter((target) => {
        const [path = "", anchor] = target.split("#")
        const place = path === "" ? file : posix.join(posix.dirname(file), path)
        if (place === "." || !files.has(place)) return !files.has(posix.join(place, "index.html"))
        return anchor !== undefined && anchor !== "" && anchors.get(place)?.has(anchor) === false
      })
      .map((target) => `${file}: ${target}`),
  )
}

function anchorsOf(text: string): Set<string> {
  return new Set([...text.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id.replaceAll("&amp;", "&")))
}
