// What the key in the link does for this page: who may come in, what is sealed, whom to believe.

import type { Boot, Check, Line, MemberView } from "../../protocol/protocol.ts";
import { type Conversation, type HeardLine, openConversation } from "./conversation.ts";
import { findBarrier, type Key, wantsKey } from "./entry.ts";
import { createKey, openSeal, plainCode, readFragment, type Seal, type Side } from "./seal.ts";

export interface Secrecy {
  /** Whether this browser, over this connection, could seal a room. */
  readonly possible: boolean;
  readonly check: () => Check;
  /** What the keys of what is relayed are derived from; none in a room that isn't sealed. */
  readonly relayKey: () => CryptoKey | undefined;
  /** Makes a key, and puts it into the page's address, which is what is shared. */
  readonly seal: () => Promise<void>;
  /** Why this page may not come in; `room` is what is known of it, nothing while nobody is in it. */
  readonly findBarrier: (room: Check | undefined) => string | undefined;
  /** What tells the other members, and nobody else, which certificate is ours. */
  readonly sealCard: (fingerprints: readonly string[]) => Promise<string | undefined>;
  /** Whether such a certificate is that member's, in so far as the room is sealed. */
  readonly trust: (
    member: MemberView | undefined,
    fingerprints: readonly string[],
  ) => boolean | Promise<boolean>;
  readonly findCode: (a: Side, b: Side) => Promise<string | undefined>;
  readonly wrap: Conversation["wrap"];
  /** Passes it on as it is to be shown. */
  readonly hear: (line: Line) => void;
  /** The room may have been made anew: `newest` is the number of the last line it knows. */
  readonly rejoin: (newest: number) => void;
}

export async function openSecrecy(
  { room, id: self, fresh, ...boot }: Boot,
  onLine: (line: HeardLine) => void,
): Promise<Secrecy> {
  const possible = isSecureContext;
  const fragment = readFragment(location.hash);
  let seal: Seal | undefined;
  let conversation: Conversation | undefined;

  async function use(key: string): Promise<void> {
    seal = await openSeal(key, room);
    conversation = openConversation(self, seal, Date.now, onLine);
  }

  async function make(): Promise<void> {
    const key = createKey();
    await use(key);
    history.replaceState(history.state, "", `#${key}`);
  }

  if (possible && fragment.kind === "key") await use(fragment.key);
  else if (possible && wantsKey(fragment, fresh, boot.seal)) await make();

  async function isPublished(
    key: Seal,
    { id, card }: MemberView,
    fingerprints: readonly string[],
  ): Promise<boolean> {
    const published = card === undefined ? undefined : await key.openCard(id, card);
    return published !== undefined && fingerprints.every((fingerprint) => published.includes(fingerprint));
  }

  return {
    possible,
    check: () => seal?.check ?? null,
    relayKey: () => seal?.relayKey,
    seal: make,
    findBarrier: (known) => {
      const key: Key = seal
        ? { kind: "key", check: seal.check }
        : { kind: fragment.kind === "key" ? "insecure" : fragment.kind };
      return findBarrier(key, known);
    },
    sealCard: async (fingerprints) => seal?.sealCard(self, fingerprints),
    trust: (member, fingerprints) => {
      if (!seal) return true;
      return member !== undefined && isPublished(seal, member, fingerprints);
    },
    findCode: async (a, b) => {
      if (seal) return seal.code(a, b);
      return possible ? plainCode(a, b) : undefined;
    },
    wrap: async (name, message, aside) => conversation?.wrap(name, message, aside) ?? message,
    hear: (line) => (conversation ? conversation.hear(line) : onLine(line)),
    rejoin: (newest) => conversation?.rejoin(newest),
  };
}
