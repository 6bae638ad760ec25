// Somebody's screen on the stage; in place of one's own, which would be seen in itself, a word.

import type { MemberView } from "../../protocol/protocol.ts";
import { screenOf } from "../meeting/spot.ts";
import { Glyph } from "./glyph.tsx";
import { Icon } from "./icon.tsx";
import type { Actions } from "./model.ts";
import { Picture } from "./picture.tsx";

interface ScreenTileProps {
  readonly owner: MemberView;
  readonly self: boolean;
  /** Nothing until it comes. */
  readonly stream: MediaStream | undefined;
  readonly muted: boolean;
  readonly soundOnly: boolean;
  readonly large: boolean;
  readonly tiny: boolean;
  /** It is large because that was asked for. */
  readonly pinned: boolean;
  readonly actions: Actions;
  readonly onSoundRefused: () => void;
}

export function ScreenTile(props: ScreenTileProps) {
  const { owner, self, stream, soundOnly, large, tiny } = props;
  const name = self ? "Your screen" : `${owner.name}'s screen`;
  const pending = soundOnly ? `${name} isn't received` : `${name} is coming…`;
  return (
    <article
      class="tile"
      data-screen-of={owner.id}
      data-large={large ? "" : undefined}
      data-tiny={tiny ? "" : undefined}
      aria-label={name}
    >
      <div class="frame">
        {self ? (
          <OwnScreen tiny={tiny} actions={props.actions} />
        ) : (
          <>
            <p class="pending">{pending}</p>
            <Picture
              stream={stream}
              shown={!!stream && !soundOnly}
              muted={props.muted}
              onSoundRefused={props.onSoundRefused}
            />
            <footer aria-hidden="true">
              <Icon name="screen" />
              <span class="name">{name}</span>
            </footer>
          </>
        )}
      </div>
      {!self && <Pin {...props} name={name} />}
    </article>
  );
}

function OwnScreen({ tiny, actions }: Pick<ScreenTileProps, "tiny" | "actions">) {
  return (
    <>
      <p class="own-screen">{tiny ? <Icon name="screen" /> : "You are sharing your screen"}</p>
      {!tiny && (
        // The button in the bar is called the same.
        <button
          type="button"
          class="quiet"
          aria-label="Stop sharing your screen"
          onClick={() => actions.share(false)}
        >
          Stop sharing
        </button>
      )}
    </>
  );
}

function Pin({ owner, large, pinned, actions, name }: ScreenTileProps & { readonly name: string }) {
  if (large && !pinned) return null;
  const label = pinned ? "Shrink" : "Enlarge";
  return (
    <button
      type="button"
      class="round more"
      aria-label={`${label} ${name}`}
      title={label}
      onClick={() => actions.enlarge(pinned ? undefined : screenOf(owner.id))}
    >
      <Glyph name={pinned ? "shrink" : "enlarge"} />
    </button>
  );
}
