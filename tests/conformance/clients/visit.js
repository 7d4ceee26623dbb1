// Drives a server with the unmodified socket.io-client and its default settings: `visit.js URL [transport ...]`.
// One line of JSON tells what was seen.
import { io } from "socket.io-client";

const [url, ...transports] = process.argv.slice(2);
const options = transports.length > 0 ? { transports } : {};
const seen = {};
const once = (emitter, event) => new Promise((resolve) => emitter.once(event, (...given) => resolve(given)));

const socket = io(url, { ...options, auth: { token: "123" } });
socket.io.on("open", () => (seen.first = socket.io.engine.transport.name));
const welcomed = once(socket, "auth");
await once(socket, "connect");
[seen.auth] = await welcomed;
if (transports.length === 0 && socket.io.engine.transport.name === "polling") await once(socket.io.engine, "upgrade");
seen.transport = socket.io.engine.transport.name;

const back = once(socket, "message-back");
socket.emit("message", 1, "zwei ü", { deep: [true, null] });
seen.back = await back;
seen.ack = await socket.emitWithAck("message-with-ack", { n: 5 });

const binary = once(socket, "message-back");
socket.emit("message", Uint8Array.from([1, 2, 3]), { more: Uint8Array.from([255]) });
const [bytes, { more }] = await binary;
seen.binary = [[...bytes], [...more]];

const custom = io(`${url}/custom`, options);
[seen.custom] = await once(custom, "auth");
const unknown = io(`${url}/unknown`, { ...options, forceNew: true });
[seen.unknown] = (await once(unknown, "connect_error")).map((error) => error.message);

custom.disconnect();
unknown.disconnect();
const gone = once(socket, "disconnect");
socket.disconnect();
seen.gone = (await gone)[0];
console.log(JSON.stringify(seen));
process.exit(0);
