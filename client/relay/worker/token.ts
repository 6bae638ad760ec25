// What names a stream, or challenges one.

const bytes = 16;

/** 128 bits at random, as base64url. */
export function makeToken(): string {
  const binary = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
