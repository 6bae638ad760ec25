// What seals the frames of one stream, so that each opens as its sender's, in its place, and nowhere else.

import { type FrameHead, frameKinds, writeHead } from "../../../protocol/frames.ts";
import type { Bytes } from "./body.ts";

/** Nothing comes of what was sealed with another key, by another member, for another place, or altered. */
export interface Box {
  readonly isSealed: boolean;
  readonly seal: (head: FrameHead, body: Bytes) => Promise<Bytes>;
  readonly open: (head: FrameHead, sealed: Bytes) => Promise<Bytes | undefined>;
}

export interface BoxOptions {
  /** What the stream's key is derived from: HKDF; nothing where the room isn't sealed. */
  readonly root: CryptoKey | undefined;
  readonly room: string;
  readonly sender: string;
  readonly stream: string;
}

const purpose = "parley/relay";
/** What AES-GCM is made for. */
const nonceBytes = 12;
const aes = { name: "AES-GCM", length: 256 };

export function openBox({ root, ...names }: BoxOptions): Box {
  return root ? makeSealed(deriveKey(root, names), names) : plain;
}

const plain: Box = {
  isSealed: false,
  seal: async (_head, body) => body,
  open: async (_head, body) => body,
};

type Names = Omit<BoxOptions, "root">;

function makeSealed(key: Promise<CryptoKey>, names: Names): Box {
  const bound = write([purpose, names.room, names.sender, names.stream]);
  return {
    isSealed: true,
    seal: async (head, body) => {
      const sealed = await crypto.subtle.encrypt(describe(bound, head), await key, body);
      return new Uint8Array(sealed);
    },
    open: async (head, sealed) => {
      const described = describe(bound, head);
      const open = async () => crypto.subtle.decrypt(described, await key, sealed);
      // Why it doesn't open is nobody's business.
      const body = await open().catch(() => undefined);
      return body && new Uint8Array(body);
    },
  };
}

function deriveKey(root: CryptoKey, { room, sender, stream }: Names): Promise<CryptoKey> {
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: write(room), info: write([purpose, sender, stream]) };
  return crypto.subtle.deriveKey(hkdf, root, aes, false, ["encrypt", "decrypt"]);
}

/** The kind and the number are given once in a stream, and each stream has a key of its own. */
function describe(bound: Bytes, head: FrameHead) {
  const iv = new Uint8Array(nonceBytes);
  iv[0] = frameKinds.indexOf(head.kind);
  new DataView(iv.buffer).setUint32(nonceBytes - 4, head.n);
  return { name: aes.name, iv, additionalData: new Uint8Array([...bound, ...writeHead(head)]) };
}

function write(value: string | readonly string[]): Bytes {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}
