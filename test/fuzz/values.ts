// What nobody who follows the protocol would send: texts, JSON, and JSON that is spoiled.

import type { Chance } from "./chance.ts";

/** What a reader might know: names, ids, rooms, words of the protocol. */
export type Words = readonly string[];

const oddTexts: Words = [
  ...["", " ", "\0", "\n", "\r\n", "\u001b[2J", "\u007f", "\ufeff", "\u200d", "\u202e", "e\u0301", "ﬀ", "İ"],
  ...["\ud800", "\udfff", "\ud83d", "a\udc00b", "👩‍👩‍👧", "ÿ", "-", "_", "--", "a b", "a--b", "-a", "."],
  ...["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "then", "toJSON"],
  ...["length", "null", "undefined", "NaN", "true", "-1", "0x10", "1e999", "{}", "[]", '"', "\\", "\\u0000"],
  ...["<script>alert(1)</script>", "</script>", "%00", "%", "%ff", "../../etc/passwd", "*", "lobby/x"],
  ...[
    "a".repeat(64),
    "a".repeat(65),
    "é".repeat(64),
    "a".repeat(4_000),
    "a".repeat(4_001),
    "k".repeat(1_001),
  ],
];
/** Just under and over what one packet may hold. */
const hugeLengths = [24_000, 24_001, 60_000, 66_000] as const;

const oddNumbers: Words = [
  ...["0", "-0", "1", "-1", "7", "0.1", "1e999", "-1e999", "1e-999", "9007199254740993", "4294967296"],
  ...["2147483648", "NaN", "Infinity", "01", "+1", "0x1", "1.", `1${"0".repeat(400)}`],
];

const oddObjects: Words = [
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
  ...['{"toString":1,"valueOf":1}', '{"toString":null}', '{"then":1}', '{"toJSON":1}', '{"length":1e9}'],
  ...[
    '{"_placeholder":true,"num":0}',
    '{"_placeholder":true,"num":-1}',
    '{"_placeholder":true,"num":"splice"}',
  ],
  ...['{"type":"Buffer","data":[1,2]}', '{"":""}', "{}", "[]", "[null]", "[[],[[]]]", "[,]", "{,}", '{"a"}'],
];

const broken: Words = [
  '"',
  "{",
  "[",
  "]",
  "}",
  ",",
  ":",
  "\\",
  "\0",
  "nul",
  "tru",
  "\ud800",
  "\ufeff",
  "//",
  "'",
];
const deepest = 15_000;

export function anyText(chance: Chance, words: Words): string {
  if (chance.oneIn(600)) return chance.pick(["x", "é", "\ud800", "\0"]).repeat(chance.pick(hugeLengths));
  switch (chance.below(5)) {
    case 0:
      return chance.pick(oddTexts);
    case 1:
      return spoil(chance, chance.pick(words));
    case 2:
      return String.fromCharCode(...chance.list(chance.below(12), () => chance.below(0x10000)));
    default:
      return chance.pick(words);
  }
}

/** JSON, or nearly, of anything. */
export function anyJson(chance: Chance, words: Words, depth = 3): string {
  if (chance.oneIn(400)) return nest(chance, chance.below(deepest));
  switch (chance.below(depth > 0 ? 9 : 6)) {
    case 0:
      return chance.pick(["null", "true", "false"]);
    case 1:
      return chance.pick(oddNumbers);
    case 2:
      return chance.pick(oddObjects);
    case 6:
      return nest(chance, chance.below(20));
    case 7:
      return `[${chance.list(chance.below(4), () => anyJson(chance, words, depth - 1)).join()}]`;
    case 8:
      return anyRecord(chance, words, depth);
    default:
      return JSON.stringify(anyText(chance, words));
  }
}

/** A valid record's fields, some of which are dropped, doubled, of another type or joined by odd ones. */
export function wrongRecord(chance: Chance, words: Words, fields: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) => {
    const pair = `${JSON.stringify(name)}:${value}`;
    switch (chance.below(10)) {
      case 0:
        return [];
      case 1:
      case 2:
        return [`${JSON.stringify(name)}:${anyJson(chance, words)}`];
      case 3:
        return [pair, `${JSON.stringify(name)}:${anyJson(chance, words, 1)}`];
      case 4:
        return [pair, `${JSON.stringify(chance.pick(oddTexts))}:${anyJson(chance, words, 1)}`];
      default:
        return [pair];
    }
  });
  return `{${pairs.join()}}`;
}

/** A text with something cut off, put in, taken out or doubled. */
export function spoil(chance: Chance, text: string): string {
  const at = chance.below(text.length + 1);
  switch (chance.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + chance.pick(broken) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1);
    case 3:
      return text + text.slice(at);
    default:
      return text.slice(0, at) + String.fromCharCode(chance.below(0x10000)) + text.slice(at + 1);
  }
}

function anyRecord(chance: Chance, words: Words, depth: number): string {
  const pairs = chance.list(chance.below(4), () => {
    const name = JSON.stringify(chance.oneIn(2) ? chance.pick(oddTexts) : chance.pick(words));
    return `${name}:${anyJson(chance, words, depth - 1)}`;
  });
  return `{${pairs.join()}}`;
}

function nest(chance: Chance, levels: number): string {
  return chance.oneIn(2)
    ? `${"[".repeat(levels)}${"]".repeat(levels)}`
    : `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
}

/** A text as it may stand in an address; half of a pair of surrogates has no place there. */
export function percentEncode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
