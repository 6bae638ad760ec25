// A classroom that goes on while the doors are thrown at, by its own students among others: a teacher who
// stays the teacher, and a student who is to notice nothing of the others.

import { WebSocket } from "ws";
import type { RoomView, Settings } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { sit } from "./seat.ts";
import { fetchPass, type Pass } from "./tickets.ts";

const room = "the-lesson";
const settings: Settings = { locked: false, waitingRoom: false, unmute: true, chat: "hosts", count: false };
/** What students may make a teacher hear, and what a teacher sees of those who come and go. */
const harmless = [
  "room",
  "call-connected",
  "call-disconnected",
  "receive",
  "reacted",
  "watched",
  "suspected",
  "mend",
];

export interface Lesson {
  /** Students whom whoever throws may come as. */
  readonly pupils: readonly Pass[];
  /** Students who are inside, and as whom whoever throws may signal. */
  readonly seated: readonly Pass[];
  /** Those who are to be left in peace, known by cheating. */
  readonly others: readonly Pass[];
  /** Its connections while nobody throws. */
  readonly connections: number;
  readonly troubles: () => readonly string[];
  readonly leave: () => void;
}

export async function startLesson(url: string): Promise<Lesson> {
  const troubles: string[] = [];
  let leaving = false;
  const complain = (what: string) => void (leaving || troubles.push(`the lesson: ${what}`));
  const pass = () => fetchPass(url, room);
  const [teacher, quiet] = [await pass(), await pass()];
  const seated = [await pass(), await pass()];
  const teaching = await sit(url, teacher, { name: "Teacher", kind: "classroom" });
  await teaching.emitWithAck("set-room", settings);
  const learning = await sit(url, quiet, { name: "Quiet" });
  const peer = new WebSocket(
    `${url.replace("http", "ws")}/peerjs/peerjs?key=peerjs&id=${quiet.id}&token=${quiet.ticket}`,
  );
  let open = false;
  peer.once("message", () => {
    open = true;
    peer.on("message", (data) => complain(`the quiet student was signalled ${data}`));
  });
  await until(() => open, "the quiet student's PeerServer");

  teaching.onAny((event: string, view?: RoomView) => {
    if (!harmless.includes(event)) complain(`the teacher was told ${event}`);
    if (event !== "room") return;
    if (view?.host !== teacher.id) complain("the teacher is no longer the host");
    if (JSON.stringify(view?.settings) !== JSON.stringify(settings)) complain("the settings are others");
    if (view?.floor !== null || view.ending || view.waiting) complain("somebody has acted as a host");
  });
  learning.onAny((event: string) => complain(`the quiet student was told ${event}`));
  for (const [name, socket] of [["teacher", teaching] as const, ["quiet student", learning] as const])
    socket.on("disconnect", (reason) => complain(`the ${name} was cut off: ${reason}`));
  peer.on("close", (code) => complain(`the quiet student's signalling closed: ${code}`));
  const rogues = await Promise.all(seated.map((one) => sit(url, one)));

  return {
    pupils: await Promise.all([pass(), pass(), pass()]),
    seated,
    others: [teacher, quiet],
    connections: 2 + rogues.length,
    troubles: () => troubles,
    leave: () => {
      leaving = true;
      for (const socket of [teaching, learning, ...rogues]) socket.disconnect();
      peer.terminate();
    },
  };
}
