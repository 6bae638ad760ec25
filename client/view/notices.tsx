// What has just happened, shown for a while and read out; and what lasts, for as long as it does.

import { useEffect } from "preact/hooks";
import type { Meeting, Notice } from "../meeting/state.ts";

/** Long enough to read a line of chat. */
const shownMs = 6_000;

const lasting: { readonly [S in Meeting["server"]]: string | undefined } = {
  connecting: undefined,
  here: undefined,
  away: "The server can't be reached. Calls go on, and the chat comes back when it does.",
  closing: "The server is about to restart. Calls go on.",
};

interface NoticesProps {
  readonly meeting: Meeting;
  readonly onDismiss: (id: number) => void;
}

export function Notices({ meeting: { server, notices }, onDismiss }: NoticesProps) {
  return (
    <div class="notices" role="status" aria-live="polite">
      {lasting[server] && <p class="notice lasting">{lasting[server]}</p>}
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
