// What a room shows only once something is pressed, or has lasted. A file of its own, which is loaded once the
// call runs.

import { Lookout } from "./lookout.tsx";
import { MemberMenu } from "./member-menu.tsx";
import { Overlay } from "./overlay.tsx";
import { OpenPanel } from "./panels.tsx";
import { Prompts } from "./prompts.tsx";
import { ReactionMenu } from "./reactions.tsx";
import { ScreenTile } from "./screen-tile.tsx";
import { SoundOnly } from "./sound-only.tsx";
import { ViewMenu } from "./view-menu.tsx";

export const annex = {
  OpenPanel,
  MemberMenu,
  Overlay,
  Lookout,
  Prompts,
  ReactionMenu,
  ScreenTile,
  SoundOnly,
  ViewMenu,
};

export type Annex = typeof annex;
