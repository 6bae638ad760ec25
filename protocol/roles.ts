// Who may do what in a room: asked by the server before it does it, and by the page before it offers it.

import type { Role, RoomKind } from "./protocol.ts";

interface Rule {
  readonly by: readonly Role[];
  /** To whom, where it is done to somebody. */
  readonly to?: readonly Role[];
  /** Where; everywhere, if nothing is said. */
  readonly in?: RoomKind;
}

const everybody: readonly Role[] = ["host", "cohost", "member"];
const hosts: readonly Role[] = ["host", "cohost"];
const host: readonly Role[] = ["host"];
const notHost: readonly Role[] = ["cohost", "member"];
const member: readonly Role[] = ["member"];

const rules = {
  "raise-hand": { by: everybody },
  react: { by: everybody },
  /** To unmute oneself although a host has forbidden it, and to write to everybody. */
  "speak-freely": { by: hosts },
  /** To see everybody in a classroom, and to be seen. */
  "see-everybody": { by: hosts },
  /** To come in through a closed door. */
  "pass-the-door": { by: hosts },
  "set-room": { by: hosts },
  admit: { by: hosts },
  "turn-away": { by: hosts },
  "mute-all": { by: hosts },
  mute: { by: hosts, to: notHost },
  "ask-unmute": { by: hosts, to: notHost },
  "stop-camera": { by: hosts, to: notHost },
  "stop-screen": { by: hosts, to: notHost },
  "lower-hand": { by: hosts, to: everybody },
  remove: { by: hosts, to: member },
  "give-floor": { by: hosts, to: member, in: "classroom" },
  "take-floor": { by: hosts, in: "classroom" },
  "make-host": { by: host, to: notHost },
  "make-cohost": { by: host, to: member },
  "unmake-cohost": { by: host, to: ["cohost"] },
  end: { by: hosts },
  "get-deed": { by: host },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof rules;

/** `to`: the role of whoever it is done to. */
export function can(role: Role, action: Action, kind: RoomKind, to?: Role): boolean {
  const rule: Rule = rules[action];
  if (rule.in !== undefined && rule.in !== kind) return false;
  return rule.by.includes(role) && (to === undefined || (rule.to?.includes(to) ?? false));
}

export const actions = Object.keys(rules) as readonly Action[];
