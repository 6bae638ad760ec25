// What a session description says of the certificates its sender will show. Pure.

/** One spelling for each, since browsers differ in theirs. */
export function spell(algorithm: string, hex: string): string {
  return `${algorithm.toLowerCase()} ${hex.toUpperCase()}`;
}

// Laxer than the standard: no parser of a browser may find one that this overlooks, and what
// it takes for one too many is merely not trusted.
const fingerprint = /fingerprint[:\s]*(\S*)[ \t]*(\S*)/gi;

/** Each that occurs, for the whole session or for a part of it, once. */
export function fingerprintsIn(sdp: string): readonly string[] {
  const found = sdp.matchAll(fingerprint);
  return [...new Set([...found].map(([, algorithm = "", hex = ""]) => spell(algorithm, hex)))];
}
