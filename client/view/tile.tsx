// One member on the stage.

import type { ComponentChildren } from "preact";
import type { MemberView } from "../../protocol/protocol.ts";
import type { Shown } from "../meeting/state.ts";
import { Hand } from "./hand.tsx";
import { Icon } from "./icon.tsx";
import { Initials } from "./initials.tsx";
import { Picture } from "./picture.tsx";
import { Reactions } from "./reactions.tsx";

interface TileProps {
  readonly member: MemberView;
  readonly self: boolean;
  readonly stream: MediaStream | undefined;
  readonly muted: boolean;
  /** Somebody else was found in between. */
  readonly intercepted: boolean;
  readonly onFloor: boolean;
  readonly large: boolean;
  /** Too small for more than a face. */
  readonly tiny: boolean;
  readonly reactions: readonly Shown[];
  readonly onReactionEnd: (n: number) => void;
  readonly onSoundRefused: () => void;
  /** What one may do about them. */
  readonly children: ComponentChildren;
}

export function Tile({ member, self, stream, muted, intercepted, onFloor, ...rest }: TileProps) {
  const { id, name, microphone, camera, role, ready, hand } = member;
  return (
    <article
      class="tile"
      data-member={id}
      data-self={mark(self)}
      data-role={role}
      data-floor={mark(onFloor)}
      data-large={mark(rest.large)}
      data-tiny={mark(rest.tiny)}
      aria-label={describe(member, self)}
    >
      <div class="frame">
        <Initials name={name} seed={id} />
        <Picture stream={stream} shown={camera} muted={muted} onSoundRefused={rest.onSoundRefused} />
        {!ready && (
          <p class="getting-ready" aria-hidden="true">
            Getting ready…
          </p>
        )}
        {intercepted && (
          <p class="warning">
            Somebody is in between you and {name}, so there is no call with them. Tell them by another way.
          </p>
        )}
        <footer aria-hidden="true">
          {ready && !microphone && <Icon name="microphoneOff" />}
          {ready && !camera && <Icon name="cameraOff" />}
          <span class="name">
            {name}
            {self && " (you)"}
          </span>
        </footer>
        <p class="marks" aria-hidden="true">
          {hand !== undefined && <Hand n={hand} />}
          {onFloor && self && <strong class="floor">You have the floor</strong>}
        </p>
        <Reactions shown={rest.reactions} onEnd={rest.onReactionEnd} />
      </div>
      {rest.children}
    </article>
  );
}

function mark(is: boolean): "" | undefined {
  return is ? "" : undefined;
}

function describe({ name, microphone, camera, ready, hand }: MemberView, self: boolean): string {
  return [
    self ? `${name} (you)` : name,
    !ready && "getting ready",
    ready && !microphone && "muted",
    ready && !camera && "camera off",
    hand !== undefined && `hand ${hand} raised`,
  ]
    .filter(Boolean)
    .join(", ");
}
