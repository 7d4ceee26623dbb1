// Many clients at once, unmodified and with default settings: `crowd.js URL COUNT`. Once each has connected and has had
// its upgrade or has been told that there is none, one line of JSON tells the transports that they ended up with.
import { io } from "socket.io-client";

const [url, count] = process.argv.slice(2);
const meet = async () => {
  const socket = io(url, { forceNew: true });
  const settled = new Promise((resolve) => {
    socket.io.on("open", () => {
      const { engine } = socket.io;
      if (engine.transport.name === "websocket") resolve();
      else for (const end of ["upgrade", "upgradeError", "close"]) engine.once(end, resolve);
    });
  });
  await new Promise((resolve) => socket.once("connect", resolve));
  await settled;
  const { engine } = socket.io;
  const answer = await socket.timeout(10_000).emitWithAck("nothing", {});
  socket.disconnect();
  return [engine.transport.name, answer.error.code];
};
console.log(JSON.stringify(await Promise.all(Array.from({ length: Number(count) }, meet))));
process.exit(0);
