/** Both sides of the RPC between hook tools and the unit agent (Go net/rpc with gob). Charms that use a process per call do not load it. */
export {
  NO_STDIN,
  SERVICE_METHOD,
  type ToolReply,
  type ToolRequest,
} from "./hook-tools/gob/agent-messages.ts"
export { ClientCodec, type ReplyMessage } from "./hook-tools/gob/client-codec.ts"
export { GobError } from "./hook-tools/gob/error.ts"
export { type CallMessage, ServerCodec } from "./hook-tools/gob/server-codec.ts"
