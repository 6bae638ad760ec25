// The conversation, and the field that adds to it.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { limits, type SendReply } from "../../protocol/protocol.ts";
import type { HeardLine } from "../meeting/conversation.ts";
import type { Doubt } from "../meeting/ledger.ts";
import { Icon } from "./icon.tsx";
import { Text } from "./text.tsx";

interface ChatProps {
  readonly lines: readonly HeardLine[];
  readonly self: string;
  readonly sealed: boolean;
  /** Who reads what this person writes. */
  readonly readers: "everybody" | "the hosts" | "the teacher";
  readonly onSay: (message: string) => Promise<SendReply | undefined>;
}

const unreachable = "The server can't be reached just now, so this was not sent.";

const doubts: { readonly [D in Doubt]: string } = {
  unopened: "This line can't be opened: it was not sealed with this room's key, or was changed on its way.",
  repeated: "This line was sent to you once more, in another place.",
  moved: "This line stands where it was not written.",
  misdated: "This line was written at another time than the server says.",
};

export function Chat({ lines, self, sealed, readers, onSay }: ChatProps) {
  const list = useRef<HTMLOListElement>(null);
  const draft = useSignal("");
  const sending = useSignal(false);
  const fault = useSignal<string | undefined>(undefined);

  const newest = lines.at(-1);
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [newest?.n]);

  async function send(): Promise<void> {
    const message = draft.value.trim();
    if (message === "" || sending.value) return;
    sending.value = true;
    const reply = await onSay(message);
    sending.value = false;
    fault.value = reply?.ok ? undefined : (reply?.message ?? unreachable);
    // What was typed meanwhile stays.
    if (reply?.ok) draft.value = draft.value.trim() === message ? "" : draft.value;
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard alone must be able to scroll it. */}
      <div class="lines" role="log" aria-label="Conversation" tabIndex={0}>
        <ol ref={list}>
          {lines.length === 0 && (
            <li class="hint">
              What is written here is seen by {readers}
              {readers === "everybody" && " in the room"}, and kept until the last one leaves.
              {sealed && " It is sealed: the server can't read it."}
            </li>
          )}
          {lines.map((line) => (
            <li
              key={`${line.n} ${line.from} ${line.message}`}
              class="line"
              data-own={line.from === self}
              data-doubt={line.doubt}
            >
              <span class="who">{line.name}</span>{" "}
              <time dateTime={new Date(line.at).toISOString()}>{clockTime(line.at)}</time>
              {line.doubt && <p class="doubt">{doubts[line.doubt]}</p>}
              <p>
                <Text>{line.message}</Text>
              </p>
            </li>
          ))}
        </ol>
      </div>
      {fault.value && (
        <p class="trouble" role="alert">
          {fault.value}
        </p>
      )}
      {readers !== "everybody" && <p class="hint readers">Only {readers} and you see what you write.</p>}
      <form
        class="say"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label class="unseen" for="message">
          Message
        </label>
        <textarea
          id="message"
          rows={1}
          maxLength={limits.message}
          placeholder={`Write to ${readers}`}
          value={draft.value}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" class="round accent" aria-label="Send">
          <Icon name="send" />
        </button>
      </form>
    </>
  );
}

function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
