// A meeting of bare clients that goes on while the doors are thrown at: everybody chats numbered lines,
// and signals numbered offers, answers and candidates to everybody else.

import { io, type Socket } from "socket.io-client";
import { WebSocket } from "ws";
import type { RoomView } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { fetchPass, type Pass } from "./tickets.ts";

/** Well under the pace at which a member is asked to slow down. */
const turnMs = 250;
const size = 4;
const usual = ["room", "call-connected", "call-disconnected", "receive", "refused"];
const settings = JSON.stringify({
  ...{ locked: false, waitingRoom: false, unmute: true },
  ...{ chat: "everybody", count: false },
});

interface Signal {
  readonly type: string;
  readonly src: string;
  readonly payload: { readonly n: number };
}

interface Member {
  readonly pass: Pass;
  readonly socket: Socket;
  readonly peer: WebSocket;
  /** What came, in order, by whom it is from and what it is: "OFFER from …". */
  readonly heard: Map<string, unknown[]>;
}

export interface Account {
  readonly members: number;
  readonly lines: number;
  readonly signals: number;
  /** What should not have happened; nothing, if all went well. */
  readonly troubles: readonly string[];
}

export interface Meeting {
  readonly passes: readonly Pass[];
  /** Stops talking, waits for what is under way, and tells how it went. */
  readonly conclude: () => Promise<Account>;
  readonly leave: () => void;
}

export async function startMeeting(url: string, room: string): Promise<Meeting> {
  const troubles: string[] = [];
  let leaving = false;
  const members: Member[] = [];
  for (let index = 0; index < size; index += 1) members.push(await join(`member ${index}`));
  await until(
    () => members.every(({ heard }) => heard.get("met")?.length === size - 1),
    "the members to meet",
  );

  let turns = 0;
  const talking = setInterval(() => {
    turns += 1;
    for (const { socket, peer, pass } of members) {
      socket.emit("send", room, String(turns));
      for (const other of members) if (other.pass.id !== pass.id) signal(peer, "OFFER", other.pass.id, turns);
    }
  }, turnMs);

  async function join(name: string): Promise<Member> {
    const pass = await fetchPass(url, room);
    const heard = new Map<string, unknown[]>();
    const note = (key: string, what: unknown) => {
      const before = heard.get(key);
      if (before) before.push(what);
      else heard.set(key, [what]);
    };
    const complain = (what: string) => void (leaving || troubles.push(`${name}: ${what}`));

    const socket = io(url, { forceNew: true, reconnection: false, auth: { ticket: pass.ticket } });
    socket.on("disconnect", (reason) => complain(`Socket.IO closed: ${reason}`));
    socket.on("connect_error", (error) => complain(`Socket.IO failed: ${error.message}`));
    socket.on("refused", (event: string, { code }) => complain(`${event} was refused: ${code}`));
    // Nothing else is anybody's to do to them.
    socket.onAny((event: string) => void (usual.includes(event) || complain(`was told ${event}`)));
    // Who is met stands in both places: the earlier one is told by the event, the later by the room.
    socket.on("room", (view: RoomView) => {
      heard.set(
        "met",
        view.members.map(({ id }) => id).filter((id) => id !== pass.id),
      );
      if (view.members.length > size) complain("a stranger is in the room");
      if (view.host !== view.members[0]?.id || view.ending) complain("somebody else has acted as the host");
      if (JSON.stringify(view.settings) !== settings) complain("the settings are others");
    });
    socket.on("call-disconnected", () => complain("somebody left"));
    socket.on("receive", (line: { from: string; message: string }) =>
      note(`line from ${line.from}`, line.message),
    );

    const query = `key=peerjs&id=${pass.id}&token=${pass.ticket}`;
    const peer = new WebSocket(`${url.replace("http", "ws")}/peerjs/peerjs?${query}`);
    let open = false;
    peer.on("close", (code) => complain(`PeerServer's socket closed: ${code}`));
    peer.on("error", (error) => complain(`PeerServer's socket failed: ${error.message}`));
    peer.on("message", (data) => {
      const { type, src, payload }: Signal = JSON.parse(String(data));
      if (type === "OPEN") open = true;
      else note(`${type} from ${src}`, payload?.n);
      if (type !== "OFFER") return;
      signal(peer, "ANSWER", src, payload.n);
      signal(peer, "CANDIDATE", src, payload.n);
    });

    await until(() => socket.io.engine?.transport.name === "websocket", `${name}'s WebSocket`);
    await until(() => open, `${name}'s PeerServer`);
    socket.emit("join-room", room, pass.id, { name });
    await until(() => heard.has("met"), `${name} to be in`);
    return { pass, socket, peer, heard };
  }

  /** What a member should have heard by now, and from whom. */
  function missing(): string[] {
    const numbers = Array.from({ length: turns }, (_, index) => index + 1);
    return members.flatMap(({ pass: { id }, heard }, at) => {
      const expected = new Map<string, readonly unknown[]>();
      for (const { pass } of members) {
        if (pass.id === id) continue;
        expected.set(`line from ${pass.id}`, numbers.map(String));
        for (const type of ["OFFER", "ANSWER", "CANDIDATE"]) expected.set(`${type} from ${pass.id}`, numbers);
      }
      const strange = [...heard.keys()].filter((key) => key !== "met" && !expected.has(key));
      const lacking = [...expected].filter(([key, all]) => heard.get(key)?.join() !== all.join());
      return [...strange, ...lacking.map(([key]) => key)].map((key) => `member ${at}: ${key}`);
    });
  }

  return {
    passes: members.map(({ pass }) => pass),
    conclude: async () => {
      clearInterval(talking);
      // Whatever is missing by then is told of below.
      await until(() => missing().length === 0, "the last words").catch(() => {});
      const pairs = size * (size - 1);
      return {
        members: size,
        lines: turns * pairs,
        signals: turns * pairs * 3,
        troubles: [...troubles, ...missing().map((what) => `not as it was said: ${what}`)],
      };
    },
    leave: () => {
      clearInterval(talking);
      leaving = true;
      for (const { socket, peer } of members) {
        socket.disconnect();
        peer.terminate();
      }
    },
  };
}

function signal(peer: WebSocket, type: string, dst: string, n: number): void {
  const payload = { type: "media", connectionId: "mc_1", n };
  if (peer.readyState === WebSocket.OPEN) peer.send(JSON.stringify({ type, dst, payload }));
}
