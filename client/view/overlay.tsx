// What lies over a member's picture once the call runs.

import type { MemberView } from "../../protocol/protocol.ts";
import type { Route } from "../media/ports.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import type { Break } from "./breaks.ts";
import { Explain } from "./explain.tsx";
import { Hand } from "./hand.tsx";
import { LinkSign } from "./link-sign.tsx";
import type { Model } from "./model.ts";
import { Reactions } from "./reactions.tsx";
import { breakNames } from "./tile.tsx";

interface OverlayProps {
  readonly model: Model;
  readonly meeting: Meeting & InRoom;
  readonly member: MemberView;
  readonly route: Route | undefined;
  readonly broken: Break | undefined;
  readonly tiny: boolean;
}

export function Overlay({ model, meeting, member, route, broken, tiny }: OverlayProps) {
  const { id, name, hand, away } = member;
  const { actions, signs } = model;
  const explain = () => actions.show("connections");
  return (
    <>
      {broken && (
        <p class="reconnecting" aria-hidden="true">
          <span>{breakNames[broken]}…</span>
        </p>
      )}
      {broken && route === "lost" && !away && !tiny && <Explain name={name} onExplain={explain} />}
      <p class="marks" aria-hidden="true">
        {hand !== undefined && <Hand n={hand} />}
        {meeting.view.floor === id && id === meeting.self && (
          <strong class="floor">You have the floor</strong>
        )}
      </p>
      <Reactions of={id} meeting={meeting} onEnd={actions.endReaction} />
      <LinkSign member={member} signs={signs} tiny={tiny} onPress={explain} />
    </>
  );
}
