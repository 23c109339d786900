/** Both sides of the RPC between hook tools and the unit agent (Go net/rpc with gob). Charms that use a process per call do not load it. */
export type { ToolReply, ToolRequest } from "./hook-tools/gob/agent-messages.ts"
export {
  type CallMessage,
  ClientCodec,
  NO_STDIN,
  type ReplyMessage,
  SERVICE_METHOD,
  ServerCodec,
} from "./hook-tools/gob/codec.ts"
export { GobError } from "./hook-tools/gob/error.ts"
