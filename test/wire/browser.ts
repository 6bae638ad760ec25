// Whoever keeps cookies as a browser does: by path, until they are taken back.

import { type Boot, bootOf } from "./bare-client.ts";

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** All that was said of it besides, in small letters. */
  readonly flags: readonly string[];
}

export interface Renewal {
  readonly id: string;
  readonly ticket: string;
  readonly host: boolean;
}

export interface Browser {
  readonly cookies: () => readonly Cookie[];
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** Opens a fresh room, and resolves with its name. */
  readonly open: () => Promise<string>;
  /** Loads the page of that room. */
  readonly visit: (room: string) => Promise<Boot & { readonly host: boolean }>;
  readonly renew: (room: string, body: object) => Promise<Renewal>;
}

export function cookiesOf(response: Response): readonly Cookie[] {
  return response.headers.getSetCookie().map((line) => {
    const [pair = "", ...attributes] = line.split("; ");
    const [name = "", value = ""] = pair.split("=", 2);
    const path = attributes.find((one) => one.startsWith("Path="))?.slice("Path=".length) ?? "/";
    return { name, value, path, flags: attributes.map((one) => one.toLowerCase()) };
  });
}

export function createBrowser(url: string): Browser {
  const jar = new Map<string, Cookie>();

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const mine = [...jar.values()].filter((cookie) => matches(path, cookie.path));
    const cookie = mine.map(({ name, value }) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie !== "" && { cookie }), ...init.headers };
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    for (const set of cookiesOf(response)) {
      const key = `${set.name} ${set.path}`;
      if (set.flags.some((flag) => flag.startsWith("expires=thu, 01 jan 1970"))) jar.delete(key);
      else jar.set(key, set);
    }
    return response;
  }

  return {
    cookies: () => [...jar.values()],
    get: (path, headers = {}) => ask(path, { headers }),
    open: async () => (await ask("/")).headers.get("location")?.slice(1) ?? "",
    visit: async (room) => bootOf(await (await ask(`/${room}`)).text()) as Boot & { host: boolean },
    renew: async (room, body) => {
      const headers = { "content-type": "application/json" };
      const asked = { method: "POST", headers, body: JSON.stringify(body) };
      return (await (await ask(`/${room}/ticket`, asked)).json()) as Renewal;
    },
  };
}

function matches(path: string, scope: string): boolean {
  return scope === "/" || path === scope || path.startsWith(`${scope}/`);
}
