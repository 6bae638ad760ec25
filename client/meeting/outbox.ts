// What was written and isn't among the lines of the room yet, in the order in which it is to be said. Pure.

export interface Written {
  /** What the server knows the line by, so that it counts once however often it is sent. */
  readonly key: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type Unsent = Written &
  (
    | { readonly status: "waiting" }
    /** The server has it; it is about to be heard. */
    | { readonly status: "said" }
    /** `reason`: in a sentence. What was written after it has gone ahead. */
    | { readonly status: "refused"; readonly reason: string }
  );

export type Outbox = readonly Unsent[];

export type OutboxEvent =
  | { readonly type: "written"; readonly line: Written }
  | { readonly type: "said"; readonly key: string }
  | { readonly type: "refused"; readonly key: string; readonly reason: string }
  /** It is among the lines of the room. */
  | { readonly type: "heard"; readonly key: string }
  | { readonly type: "retried"; readonly key: string }
  | { readonly type: "discarded"; readonly key: string };

export function change(outbox: Outbox, event: OutboxEvent): Outbox {
  if (event.type === "written") return [...outbox, { ...event.line, status: "waiting" }];
  const { key } = event;
  const line = outbox.find((one) => one.key === key);
  if (!line) return outbox;
  switch (event.type) {
    case "said":
      return replace(outbox, { ...line, status: "said" });
    case "refused":
      return replace(outbox, { ...line, status: "refused", reason: event.reason });
    case "retried":
      return [...without(outbox, key), { ...line, status: "waiting" }];
    case "heard":
    case "discarded":
      return without(outbox, key);
    default:
      return event satisfies never;
  }
}

/** One at a time, so that they are said in order. */
export function nextOf(outbox: Outbox): Written | undefined {
  return outbox.find(({ status }) => status === "waiting");
}

/** What is lost unless it is kept. */
export function remainder(outbox: Outbox): readonly Written[] {
  return outbox.filter(({ status }) => status !== "said");
}

function without(outbox: Outbox, key: string): Outbox {
  return outbox.filter((one) => one.key !== key);
}

function replace(outbox: Outbox, line: Unsent): Outbox {
  return outbox.map((one) => (one.key === line.key ? line : one));
}
