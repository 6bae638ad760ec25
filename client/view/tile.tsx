// One member on the stage.

import type { ComponentChildren } from "preact";
import type { MemberView } from "../../protocol/protocol.ts";
import type { LinkState } from "../media/ports.ts";
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
  /** How far the call is; nothing where there is none yet. */
  readonly link: LinkState | undefined;
  /** Out of reach for a while. */
  readonly broken: boolean;
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

export function Tile({ member, self, stream, muted, link, broken, onFloor, ...rest }: TileProps) {
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
      data-link={self ? undefined : nameLink(link)}
      aria-label={describe(member, self, broken)}
    >
      <div class="frame">
        <Initials name={name} seed={id} />
        <Picture stream={stream} shown={camera} muted={muted} onSoundRefused={rest.onSoundRefused} />
        {!ready && !broken && (
          <p class="getting-ready" aria-hidden="true">
            Getting ready…
          </p>
        )}
        {broken && (
          <p class="reconnecting" aria-hidden="true">
            <span>Reconnecting…</span>
          </p>
        )}
        {link === "intercepted" && (
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

/** What a call goes through while it is set up looks the same; one with somebody in between is none. */
function nameLink(link: LinkState = "connecting"): LinkState | undefined {
  if (link === "intercepted") return undefined;
  return link === "answering" ? "connecting" : link;
}

function describe(member: MemberView, self: boolean, broken: boolean): string {
  const { name, microphone, camera, ready, hand } = member;
  return [
    self ? `${name} (you)` : name,
    broken && "reconnecting",
    !ready && "getting ready",
    ready && !microphone && "muted",
    ready && !camera && "camera off",
    hand !== undefined && `hand ${hand} raised`,
  ]
    .filter(Boolean)
    .join(", ");
}
