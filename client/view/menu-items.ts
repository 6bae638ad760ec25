// What one may do about a member, as the menu on their tile lists it. Pure.

import type { MemberView } from "../../protocol/protocol.ts";
import { type Action, can } from "../../protocol/roles.ts";
import type { Route } from "../media/ports.ts";
import { type InRoom, type Meeting, roleOf } from "../meeting/state.ts";
import type { Actions } from "./model.ts";

export interface MenuItem {
  readonly label: string;
  readonly act: (actions: Pick<Actions, "ask" | "enlarge" | "show">) => void;
  /** What can't be taken back. */
  readonly danger?: true;
}

export function listItems(
  meeting: Meeting & InRoom,
  member: MemberView,
  route: Route | undefined,
): readonly MenuItem[] {
  const { view, enlarged, self } = meeting;
  const { id, name } = member;
  const role = roleOf(meeting);
  const may = (action: Action) => id !== self && can(role, action, view.kind, member.role);
  const onFloor = view.floor === id;
  const items: readonly (MenuItem | false)[] = [
    may("mute") && member.microphone && { label: "Mute", act: ({ ask }) => ask("mute", id) },
    may("ask-unmute") &&
      !member.microphone && { label: "Ask to unmute", act: ({ ask }) => ask("ask-unmute", id) },
    may("stop-camera") &&
      member.camera && { label: "Turn off camera", act: ({ ask }) => ask("stop-camera", id) },
    may("lower-hand") &&
      member.hand !== undefined && { label: "Lower hand", act: ({ ask }) => ask("lower-hand", id) },
    may("give-floor") && {
      label: onFloor ? "Take back the floor" : "Give the floor",
      act: ({ ask }) => ask("give-floor", onFloor ? null : id),
    },
    enlarged === id && { label: "Shrink", act: ({ enlarge }) => enlarge(undefined) },
    // Also who is large already: with that they stay so, whoever speaks and whatever is shown.
    view.members.length > 1 && enlarged !== id && { label: "Enlarge", act: ({ enlarge }) => enlarge(id) },
    route === "relayed" && { label: "How they are connected", act: ({ show }) => show("connections") },
    (route === "lost" || route === "mending") && {
      label: `Why can't I see ${name}?`,
      act: ({ show }) => show("connections"),
    },
    may("make-cohost") && { label: "Make co-host", act: ({ ask }) => ask("make-cohost", id, true) },
    may("unmake-cohost") && {
      label: "Take co-host's role back",
      act: ({ ask }) => ask("make-cohost", id, false),
    },
    may("make-host") && { label: "Make host", danger: true, act: ({ ask }) => ask("make-host", id) },
    may("remove") && { label: "Remove", danger: true, act: ({ ask }) => ask("remove", id) },
  ];
  return items.filter((item) => item !== false);
}
