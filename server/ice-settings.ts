// Which STUN and TURN servers there are, as the environment says it.

import { parseList, parseWhole, type Settings } from "./settings.ts";

/** A TURN server that knows a secret as well, from which credentials that run out are made. */
export interface SharedSecret {
  readonly by: "secret";
  readonly urls: readonly string[];
  readonly secret: string;
  /** How long what a member is given is good for. */
  readonly lifeSeconds: number;
}

/** One that knows a name and a password, the same for everybody. */
export interface FixedCredential {
  readonly by: "fixed";
  readonly urls: readonly string[];
  readonly username: string;
  readonly credential: string;
}

export interface IceSettings {
  readonly stun: readonly string[];
  readonly turn: SharedSecret | FixedCredential | undefined;
}

// A browser makes no call at all with an address that it doesn't understand, such as `stuns:` in Firefox.
const stunForm = /^stun:(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;
const turnForm = /^turns?:(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?(?:\?transport=(?:udp|tcp))?$/i;
const highestPort = 65_535;
/** As long as a ticket. */
const usualLife = 7_200;
/** Less would run out on its way over a poor line. */
const leastLife = 20;
const mostLife = 86_400;

export function readIceSettings(settings: Settings): IceSettings {
  const readServers = (name: string, form: RegExp, example: string) =>
    settings.read<readonly string[]>(
      name,
      [],
      (text) => parseList(text, (part) => parseServer(part, form)),
      `a list of addresses such as ${example}, with commas between them`,
    );

  return {
    stun: readServers("STUN_URLS", stunForm, "stun:stun.example.org:3478"),
    turn: readTurn(settings, readServers("TURN_URLS", turnForm, "turn:turn.example.org:3478?transport=tcp")),
  };
}

function readTurn({ read, readText, complain }: Settings, urls: readonly string[]): IceSettings["turn"] {
  const lifeSeconds = read(
    "TURN_TTL_SECONDS",
    usualLife,
    (text) => parseWhole(text, leastLife, mostLife),
    `a whole number of seconds from ${leastLife} to ${mostLife}`,
  );
  const secret = readText("TURN_SECRET");
  const username = readText("TURN_USERNAME");
  const credential = readText("TURN_CREDENTIAL");
  const isListed = readText("TURN_URLS") !== undefined;
  const isFixed = username !== undefined || credential !== undefined;
  if (secret !== undefined && isFixed)
    complain(
      "TURN_SECRET is one way to be let in by TURN, TURN_USERNAME and TURN_CREDENTIAL are another: set one.",
    );
  else if (isFixed && username === undefined) complain("TURN_CREDENTIAL is set, but TURN_USERNAME is not.");
  else if (isFixed && credential === undefined) complain("TURN_USERNAME is set, but TURN_CREDENTIAL is not.");
  if (isListed && secret === undefined && !isFixed)
    complain(
      "TURN_URLS is set, but neither TURN_SECRET nor TURN_USERNAME and TURN_CREDENTIAL, which it needs.",
    );
  if (!isListed && (secret !== undefined || isFixed))
    complain("TURN_URLS is not set, but what lets somebody in there is: it would be of no use.");
  if (urls.length === 0) return undefined;
  if (secret !== undefined) return { by: "secret", urls, secret, lifeSeconds };
  if (username === undefined || credential === undefined) return undefined;
  return { by: "fixed", urls, username, credential };
}

function parseServer(text: string, form: RegExp): string | undefined {
  const match = form.exec(text);
  // None is as good as the usual one.
  const [, port = "1"] = match ?? [];
  return match && parseWhole(port, 1, highestPort) !== undefined ? text : undefined;
}
