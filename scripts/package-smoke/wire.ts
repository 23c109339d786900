import { parseRequest, sealRequest, serializeRequest } from "loadbalancer-interface/wire"

const read = parseRequest('{"id": "i", "name": "n", "protocol": "https", "port_mapping": {"443": 443}}')
export const text = read.ok ? serializeRequest(sealRequest(read.value)) : JSON.stringify(read.issues)
