// The conversation, and the field that adds to it.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { limits, type MemberId } from "../../protocol/protocol.ts";
import { nameLine, type ShownLine } from "../meeting/lines.ts";
import type { Outbox } from "../meeting/outbox.ts";
import { ChatLine } from "./chat-line.tsx";
import { Glyph } from "./glyph.tsx";
import type { Actions } from "./model.ts";

interface ChatProps {
  readonly lines: readonly ShownLine[];
  /** Not among them yet. */
  readonly unsent: Outbox;
  readonly self: MemberId;
  readonly name: string;
  readonly sealed: boolean;
  /** Who reads what this person writes. */
  readonly readers: "everybody" | "the hosts" | "the teacher";
  readonly actions: Pick<Actions, "say" | "sayAgain" | "discard">;
}

export function Chat({ lines, unsent, self, name, sealed, readers, actions }: ChatProps) {
  const list = useRef<HTMLOListElement>(null);
  const draft = useSignal("");
  const entries = [
    ...lines.map((line) => ({ line, id: nameLine(line), unsent: undefined })),
    // Under the id that it keeps once it is said, so that it stays the same element.
    ...unsent.map(({ key, message, at }, i) => {
      const line = { key, message, at, name, from: self, n: 0 };
      return { line, id: nameLine(line), unsent: unsent[i] };
    }),
  ];

  const newest = entries.at(-1)?.id;
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [newest]);

  function send(): void {
    const message = draft.value.trim();
    if (message === "") return;
    draft.value = "";
    actions.say(message);
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard alone must be able to scroll it. */}
      <div class="lines" role="log" aria-label="Conversation" tabIndex={0}>
        <ol ref={list}>
          {entries.length === 0 && (
            <li class="hint">
              What is written here is seen by {readers}
              {readers === "everybody" && " in the room"}, and kept until the last one leaves.
              {sealed && " It is sealed: the server can't read it."}
            </li>
          )}
          {entries.map((entry) => (
            <ChatLine
              key={entry.id}
              line={entry.line}
              own={entry.line.from === self}
              unsent={entry.unsent}
              onRetry={actions.sayAgain}
              onDiscard={actions.discard}
            />
          ))}
        </ol>
      </div>
      {readers !== "everybody" && <p class="hint readers">Only {readers} and you see what you write.</p>}
      <form
        class="say"
        onSubmit={(event) => {
          event.preventDefault();
          send();
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
            send();
          }}
        />
        <button type="submit" class="round accent" aria-label="Send">
          <Glyph name="send" />
        </button>
      </form>
    </>
  );
}
