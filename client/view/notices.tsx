// What has just happened, shown for a while and read out; and what lasts, for as long as it does.

import { useEffect } from "preact/hooks";
import type { Meeting, Notice } from "../meeting/state.ts";
import { useLasting } from "./lasting.ts";

/** Long enough to read a line of chat. */
const shownMs = 6_000;

/** A server that is back by then wasn't missed. */
const blipMs = 1_000;

/** What one is to know while the server can't be reached. In the lobby, whoever waits is told there. */
const absence: { readonly [P in Meeting["phase"]]?: string } = {
  lobby: "The server is away just now.",
  room: "The server is away. Calls go on; what you write is sent when it is back.",
};

/** By then nobody wonders any more why pictures are smaller; those that are paused say so themselves. */
const knownMs = 20_000;

const full = "This server carries as much as it may";

const strains = {
  all: undefined,
  fewer: `${full}: pictures are smaller. Sound goes on.`,
  none: `${full}: pictures are paused. Sound goes on.`,
} as const;

interface NoticesProps {
  readonly meeting: Meeting;
  /** Whether what goes by way of the server is all that it could be. */
  readonly strain: keyof typeof strains;
  readonly onDismiss: (id: number) => void;
}

export function Notices({ meeting: { server, phase, notices }, strain, onDismiss }: NoticesProps) {
  const isKnown = {
    all: true,
    fewer: useLasting(strain === "fewer", knownMs),
    none: useLasting(strain === "none", knownMs),
  };
  const missed = useLasting(server === "away" || server === "closing", blipMs);
  return (
    <div class="notices" role="status" aria-live="polite">
      {missed && absence[phase] && <p class="notice lasting">{absence[phase]}</p>}
      {phase === "room" && !isKnown[strain] && <p class="notice lasting">{strains[strain]}</p>}
      {notices.map((notice) => (
        <Passing key={notice.id} notice={notice} onDismiss={onDismiss} />
      ))}
    </div>
  );
}

function Passing({
  notice: { id, text },
  onDismiss,
}: {
  readonly notice: Notice;
  readonly onDismiss: (id: number) => void;
}) {
  useEffect(() => {
    const timer = setTimeout(() => onDismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, []);
  return <p class="notice">{text}</p>;
}
