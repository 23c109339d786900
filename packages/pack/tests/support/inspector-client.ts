// A debugger, as a process: attaches to the address in the first argument, lets the program run, and resumes it at each stop. Prints one
// JSON object for each stop: the names of the functions on the stack, innermost first, and whether the script has a source map.
const [, , address = ""] = process.argv
const socket = new WebSocket(address)
let last = 0
const send = (method: string) => {
  last += 1
  socket.send(JSON.stringify({ id: last, method }))
}
const maps = new Map<string, string>()

socket.addEventListener("open", () => {
  send("Runtime.enable")
  send("Debugger.enable")
  send("Runtime.runIfWaitingForDebugger")
})
socket.addEventListener("message", ({ data }) => {
  const { method, params } = JSON.parse(String(data))
  if (method === "Debugger.scriptParsed") maps.set(params.scriptId, params.sourceMapURL)
  if (method !== "Debugger.paused") return
  const stack = params.callFrames.map(({ functionName }: { functionName: string }) => functionName)
  const map = maps.get(params.callFrames[0].location.scriptId)
  console.log(JSON.stringify({ stack, map }))
  send("Debugger.resume")
})
