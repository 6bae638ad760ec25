// The relay's part in the page: it hands the worker what our devices give, and shows what comes back of others.

import { relayPath } from "../../protocol/relay.ts";
import type { RelayState } from "../media/ports.ts";
import { workerAddress } from "./built.ts";
import { filmCamera, type Post } from "./camera.ts";
import { createFigure, type Figure, loadWorklets } from "./figure.ts";
import type { Notice } from "./messages.ts";
import { recordMicrophone } from "./microphone.ts";
import type { Relay, RelayOptions, RelayReport } from "./ports.ts";
import { rehearse } from "./rehearsal.ts";
import { createTap } from "./tap.ts";

/** The server may be away just when the worklets are asked for. */
const reloadMs = 1_000;

interface Seat {
  readonly figure: Figure;
  state: RelayState | undefined;
  shown: boolean;
}

export function openRelay(options: RelayOptions): Relay {
  const { self, room, clock, sound, key } = options;
  const worker = new Worker(workerAddress, { type: "module" });
  const seats = new Map<string, Seat>();
  const rehearsals = new Map<string, { readonly stream: MediaStream; readonly end: () => void }>();
  let reports: ReadonlyMap<string, RelayReport> = new Map();
  let closed = false;
  const post: Post = (order, transfer) => worker.postMessage(order, transfer);
  const ready = load();

  const taps = {
    camera: createTap((track) => filmCamera(track, clock, post)),
    microphone: createTap((track) => recordMicrophone(track, sound, ready, post)),
  };

  async function load(): Promise<void> {
    while (!closed) {
      const loaded = await loadWorklets(sound).then(
        () => true,
        () => false,
      );
      if (loaded) return;
      await new Promise<void>((resolve) => clock.after(reloadMs, resolve));
    }
  }

  function hear(notice: Notice): void {
    switch (notice.type) {
      case "ticket":
        return void options.ticket(notice.refused).then((ticket) => post({ type: "ticket", ticket }, []));
      case "wanted":
        taps.camera.open(notice.picture);
        return taps.microphone.open(notice.sound);
      case "state":
        return tell(notice.id, notice.state);
      case "picture": {
        const seat = seats.get(notice.id);
        return seat ? seat.figure.draw(notice.frame) : notice.frame.close();
      }
      case "strain":
        return options.onStrain(notice.strain);
      case "report":
        reports = notice.reports;
        return;
      default:
        return notice satisfies never;
    }
  }

  function tell(id: string, state: RelayState): void {
    const seat = seats.get(id);
    if (!seat) return;
    seat.state = state;
    options.onState(id, state);
    if (state !== "live" || seat.shown) return;
    seat.shown = true;
    options.onStream(id, seat.figure.stream);
  }

  function admit(id: string): void {
    // Nothing is played, and in some browsers nothing recorded, while it is suspended.
    void sound.resume();
    const figure = createFigure(sound, ready);
    const { player, screen } = figure;
    seats.set(id, { figure, state: undefined, shown: false });
    post({ type: "want", id, sound: player, screen }, screen ? [player, screen] : [player]);
    tell(id, "asking");
  }

  function dismiss(id: string, { figure, shown }: Seat): void {
    seats.delete(id);
    post({ type: "drop", id }, []);
    figure.close();
    if (shown) options.onStream(id, undefined);
    options.onState(id, undefined);
  }

  worker.onmessage = ({ data }: MessageEvent<Notice>) => {
    if (!closed) hear(data);
  };
  const { origin } = location;
  post({ type: "open", address: `${origin.replace(/^http/, "ws")}${relayPath}`, self, room, key }, []);

  return {
    setWanted: (ids) => {
      for (const [id, seat] of [...seats]) if (!ids.has(id)) dismiss(id, seat);
      for (const id of ids) if (!seats.has(id)) admit(id);
    },
    send: (kind, track) => taps[kind].use(track),
    rehearse: (id, call) => {
      const known = rehearsals.get(id);
      if (known?.stream === call?.stream) return;
      known?.end();
      rehearsals.delete(id);
      if (!call) return;
      const end = rehearse(call, clock, (fresh) => options.onFresh(id, fresh));
      rehearsals.set(id, { stream: call.stream, end });
    },
    limit: (rung) => post({ type: "limit", rung }, []),
    retry: () => post({ type: "retry" }, []),
    report: () => new Map([...reports].filter(([id]) => seats.has(id))),
    close: () => {
      for (const [id, seat] of [...seats]) dismiss(id, seat);
      for (const { end } of rehearsals.values()) end();
      for (const tap of Object.values(taps)) tap.use(undefined);
      closed = true;
      // It ends by itself, once it has said goodbye.
      post({ type: "close" }, []);
    },
  };
}
