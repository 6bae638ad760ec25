// Whose tile is shown large, if anybody's. Pure.

import type { MemberId } from "../../protocol/protocol.ts";
import { type InRoom, type Meeting, memberOf, roleOf } from "../meeting/state.ts";

export function findFeatured(meeting: Meeting & InRoom): MemberId | undefined {
  const { view, self, enlarged } = meeting;
  if (view.members.length < 2) return undefined;
  const taught = view.kind === "classroom" && roleOf(meeting) === "member";
  const wanted = [enlarged, ...(taught ? [view.floor === self ? null : view.floor, view.host] : [])];
  return wanted.find((id) => id && memberOf(meeting, id)) ?? undefined;
}
