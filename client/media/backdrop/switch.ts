// Which picture is sent: the camera's, the blurred one, or none until that is there.

import type { Backdrop, BackdropState, OpenBackdrop, Trouble } from "./ports.ts";

export interface BackdropSwitchOptions {
  readonly open: OpenBackdrop;
  readonly onTrack: (track: MediaStreamTrack | undefined) => void;
  readonly onState: (state: BackdropState) => void;
  /** Not wanted any more. `hidden`: no picture is sent, for the camera's own was not to be seen. */
  readonly onTrouble: (trouble: Trouble, hidden: boolean) => void;
}

export interface BackdropSwitch {
  readonly setCamera: (camera: MediaStreamTrack | undefined) => void;
  readonly want: (blurred: boolean) => void;
}

export function createBackdropSwitch(options: BackdropSwitchOptions): BackdropSwitch {
  const { onTrack, onState, onTrouble } = options;
  let camera: MediaStreamTrack | undefined;
  let sent: MediaStreamTrack | undefined;
  let wanted = false;
  let backdrop: Backdrop | undefined;
  /** Counts what was asked for, so that what comes too late is let go. */
  let asked = 0;

  function send(track: MediaStreamTrack | undefined): void {
    if (track === sent) return;
    sent = track;
    onTrack(track);
  }

  function drop(): void {
    asked += 1;
    backdrop?.close();
    backdrop = undefined;
  }

  async function open(bare: MediaStreamTrack): Promise<void> {
    const mine = asked;
    const fail = (trouble: Trouble) => {
      if (mine !== asked) return;
      wanted = false;
      // The system blurs the camera's own, and no longer does.
      if (backdrop || sent !== camera) send(undefined);
      drop();
      onState("failed");
      onTrouble(trouble, sent === undefined);
    };
    onState("loading");
    try {
      const opened = await options.open(bare, { onTrouble: fail });
      if (mine !== asked) return opened.close();
      backdrop = opened;
      onState("on");
      send(opened.track);
    } catch {
      fail("unavailable");
    }
  }

  return {
    setCamera: (next) => {
      if (next === camera) return;
      camera = next;
      // From camera to camera the last blurred picture stands until the next is there.
      if (!wanted) send(next);
      else if (!backdrop || !next) send(undefined);
      drop();
      if (!wanted) return;
      if (next) void open(next);
      else onState("on");
    },
    want: (blurred) => {
      if (blurred && wanted) return;
      wanted = blurred;
      if (blurred) {
        // Whoever is seen already goes on being seen until it is there.
        if (camera) void open(camera);
        else onState("on");
        return;
      }
      send(camera);
      drop();
      onState("off");
    },
  };
}
