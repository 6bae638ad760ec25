// Socket.IO's door: events, acknowledgements, attachments and handshakes that no client of ours sends,
// over a bare WebSocket and over polling.

import type { Chance } from "./chance.ts";
import { type Door, type Record, upgradeTo, wordsOf } from "./door.ts";
import { closeFrame, encode, fragments, opcodes, textFrame, wrongFrame } from "./frames.ts";
import { volley, wrongConnect } from "./packets.ts";
import { fetchPass } from "./tickets.ts";
import { spoil } from "./values.ts";
import { openWire, type Target } from "./wire.ts";

const patienceMs = 200;
/** A handshake is answered by then, however much is thrown and done at the same time. */
const handshakeMs = 30_000;
const path = "/socket.io/?EIO=4&transport=";
/** Engine.IO parts the packets of one polling request by that. */
const separator = "\x1e";

export const socketioDoor: Door = {
  name: "Socket.IO",
  approach: async (ground, chance, record) => {
    const name = `events-${chance.below(1e9)}`;
    const shared = await Promise.all(chance.list(3, () => fetchPass(ground.url, name)));
    const alone = await fetchPass(ground.url, `${name}-alone`);
    const outsider = await fetchPass(ground.url, ground.members[0]?.room ?? "");
    const passes = [...shared, alone, ...ground.common, ...ground.lesson.pupils];
    return {
      leave: () => {},
      throwOnce: async () => {
        // Somebody with a ticket of the meeting's room, who doesn't know the id it is for, can't join.
        const pass = chance.oneIn(8) ? outsider : chance.pick(passes);
        const words = wordsOf(ground, pass === outsider ? [] : passes);
        const packets = volley(chance, words, pass);
        // What is done inside goes further than what is refused at the door.
        if (pass !== outsider && chance.oneIn(2))
          packets.unshift(`42${JSON.stringify(["join-room", pass.room, pass.id])}`);
        const connect = `40${JSON.stringify({ ticket: pass.ticket })}`;
        if (chance.oneIn(12)) return throwByPolling(ground.target, chance, connect, packets, record);
        if (chance.oneIn(10))
          return throwUnasked(ground.target, chance, wrongConnect(chance, words, pass), packets, record);
        return throwEvents(ground.target, chance, connect, packets, record);
      },
    };
  },
};

type Throwing = (
  target: Target,
  chance: Chance,
  connect: string,
  packets: readonly string[],
  record: Record,
) => Promise<number>;

/** Connects as it should be done, then throws. */
const throwEvents: Throwing = async (target, chance, connect, packets, record) => {
  const frames = packets.map((packet) => frameOf(chance, packet));
  if (chance.oneIn(3)) frames.push(wrongFrame(chance, '42["send"]'));
  record(Buffer.from([connect, ...packets].join("\n")));
  const wire = openWire(target);
  wire.write(upgradeTo(`${path}websocket`));
  // Engine.IO doesn't hear what comes before it has said so itself.
  await wire.hears('0{"sid"', handshakeMs);
  wire.write(textFrame(connect));
  if (!(await wire.hears('40{"sid"', handshakeMs)))
    throw new Error(`A good ticket was not let in: ${wire.heard()}`);
  wire.write(Buffer.concat(frames));
  if (chance.oneIn(2))
    wire.write(chance.oneIn(2) ? Buffer.concat([textFrame("41"), closeFrame]) : closeFrame);
  if (chance.oneIn(10)) await wire.abandon(chance.below(10));
  else await wire.finish(patienceMs);
  return frames.length + 1;
};

/** Connects as it shouldn't be done, and doesn't wait for an answer. */
const throwUnasked: Throwing = async (target, chance, connect, packets, record) => {
  const some = packets.slice(0, chance.below(packets.length));
  record(Buffer.from([connect, ...some].join("\n")));
  const wire = openWire(target);
  const frames = [connect, ...some].map((packet) => frameOf(chance, packet));
  wire.write(upgradeTo(`${path}websocket`));
  if (!chance.oneIn(4)) await wire.hears('0{"sid"', handshakeMs);
  wire.write(Buffer.concat([...frames, closeFrame]));
  await wire.finish(patienceMs);
  return frames.length;
};

/** The same over HTTP: several packets in each body, of which some are none. */
const throwByPolling: Throwing = async (target, chance, connect, packets, record) => {
  record(Buffer.from([connect, ...packets].join("\n")));
  const wire = openWire(target);
  wire.write(`GET ${path}polling HTTP/1.1\r\nHost: x\r\n\r\n`);
  await wire.hears('"sid":', handshakeMs);
  const sid = /"sid":"([^"]+)"/.exec(wire.heard())?.[1] ?? "";
  const bodies = [connect, spoilBody(chance, packets.slice(0, 20)), spoilBody(chance, packets.slice(20))];
  for (const body of bodies) {
    wire.write(post(sid, body));
    if (chance.oneIn(3)) wire.write(`GET ${path}polling&sid=${sid} HTTP/1.1\r\nHost: x\r\n\r\n`);
  }
  // Two at once, and an upgrade that is not seen through, are against its rules.
  if (chance.oneIn(4)) wire.write(`GET ${path}polling&sid=${sid} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(2));
  if (chance.oneIn(4)) {
    const upgrade = openWire(target);
    const probes = chance.pick([
      ["2probe"],
      ["2probe", "5"],
      ["5"],
      ["2prob"],
      ["40"],
      ["2probe", "2probe", "6", "5"],
    ]);
    upgrade.write(upgradeTo(`${path}websocket&sid=${sid}`));
    for (const probe of probes) upgrade.write(textFrame(probe));
    await upgrade.finish(20);
  }
  // A few don't say that they go, and have to be found out.
  if (!chance.oneIn(200)) wire.write(post(sid, "1"));
  await wire.finish(50);
  return packets.length + 1;
};

function post(sid: string, body: string): string {
  const text = Buffer.from(body).toString("latin1");
  return `POST ${path}polling&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

function spoilBody(chance: Chance, packets: readonly string[]): string {
  const body = packets.join(separator);
  if (chance.oneIn(3)) return spoil(chance, body);
  return chance.oneIn(4) ? `b${Buffer.from(body).toString("base64")}${separator}b%%%` : body;
}

function frameOf(chance: Chance, packet: string): Buffer {
  switch (chance.below(25)) {
    case 0:
      return fragments(chance, packet);
    case 1:
      return encode({ opcode: opcodes.pong, payload: chance.bytes(chance.below(126)) });
    default:
      return textFrame(packet);
  }
}
