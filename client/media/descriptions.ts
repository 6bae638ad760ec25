// What a description says of the way to its side, put into the place of what was said before. So
// that nothing else of a call can be changed by a description that is to mend it. Pure.

/** A way to one side of a call, as that side describes it. */
export interface Way {
  /** The connection, and which of its descriptions it is. */
  readonly session: string;
  readonly version: number;
  readonly name: string;
  readonly password: string;
  readonly candidates: readonly string[];
}

/** The protocol's bound, which a server might not keep to. */
const longest = 32_000;
/** A host with a dozen addresses has fewer. */
const mostCandidates = 64;

const origin = /^(o=\S+ (\S+) )(\d+)/m;
const name = /^a=ice-ufrag:([\w+/]{4,256})\r?$/m;
const password = /^a=ice-pwd:([\w+/]{22,256})\r?$/m;
const candidate = /^a=candidate:[ -~]+/gm;
/** Browsers pass over what they don't know. */
const answered = /^a=x-mends:(\S+)/m;

/** Nothing where it isn't a description; it comes from outside unchecked. */
export function readWay(sdp: unknown): Way | undefined {
  if (typeof sdp !== "string" || sdp.length > longest) return undefined;
  const [, , session, version] = origin.exec(sdp) ?? [];
  const theirName = name.exec(sdp)?.[1];
  const theirPassword = password.exec(sdp)?.[1];
  if (session === undefined || theirName === undefined || theirPassword === undefined) return undefined;
  // All parts of a call go the way of the first.
  const candidates = sdp.match(candidate)?.slice(0, mostCandidates) ?? [];
  return { session, version: Number(version), name: theirName, password: theirPassword, candidates };
}

/** That description, with nothing new in it but the way. */
export function withWay(sdp: string, way: Way): string {
  return sdp
    .replace(/^a=(?:candidate|end-of-candidates).*\r\n/gm, "")
    .replace(origin, (_, start: string) => `${start}${way.version}`)
    .replace(/^a=ice-ufrag:.*/gm, `a=ice-ufrag:${way.name}`)
    .replace(/^a=ice-pwd:.*/gm, `a=ice-pwd:${way.password}`)
    .replace(/^a=ice-pwd:.*/m, (line) => [line, ...way.candidates].join("\r\n"));
}

/** Says in an answer which offer it answers: an older offer's answer leads nowhere. */
export function asAnswerTo(sdp: string, way: Way): string {
  return `${sdp}a=x-mends:${way.name}\r\n`;
}

/** The name of the way that was offered. */
export function answeredIn(sdp: string): string | undefined {
  return answered.exec(sdp)?.[1];
}
