// Where the sound comes out: listed, chosen, gone, and back.

import type { Choice, Clock, Speakers } from "./ports.ts";

/** An element that plays. */
export interface Player {
  readonly sinkId: string;
  readonly setSinkId: (id: string) => Promise<void>;
}

export interface SpeakersOptions {
  readonly after: Clock["after"];
  readonly enumerate: () => Promise<readonly MediaDeviceInfo[]>;
  /** The browser's own question which one to use, where it has one: its id. */
  readonly ask: (() => Promise<string>) | undefined;
  /** Those that have a sound to play. */
  readonly players: () => readonly Player[];
  /** The one that was chosen at another visit. */
  readonly kept: string | undefined;
  readonly onChange: (speakers: Speakers) => void;
  /** The one in use went away, or can't be used: sound comes out where the system wants it. */
  readonly onLost: (label: string) => void;
}

export interface SpeakerChoice {
  readonly choose: (id: string) => Promise<void>;
  /** Lets the browser ask. */
  readonly find: () => Promise<void>;
  /** There may be others than before. */
  readonly refresh: () => Promise<void>;
  /** There may be new players, which begin as the system has it. */
  readonly route: () => Promise<void>;
}

/** The system's own choice, as `setSinkId` calls it. */
const system = "";
/** As Chromium lists it. */
const systemAsListed = "default";
/** Chromium leads nothing anywhere that has only just begun to play. */
const againMs = 500;
const mostTries = 10;

export function createSpeakers(options: SpeakersOptions): SpeakerChoice {
  const { enumerate, after, ask, players, onChange, onLost } = options;
  let choices: readonly Choice[] = [];
  /** What the person wants; one that is gone may come back. */
  let wanted = options.kept ?? system;
  let used = system;
  let cancel = () => {};

  function use(id: string): void {
    used = id;
    onChange({ choices, chosen: used, canAsk: ask !== undefined });
  }

  async function route(tries = mostTries): Promise<void> {
    const id = used;
    cancel();
    const astray = players().filter(({ sinkId }) => sinkId !== id);
    const faults = (await Promise.all(astray.map((player) => lead(player, id)))).filter(Boolean);
    if (faults.length === 0 || used !== id || id === system) return;
    if (tries > 1 && faults.every((fault) => fault === "later")) {
      cancel();
      cancel = after(againMs, () => void route(tries - 1));
      return;
    }
    const label = labelOf(id);
    wanted = system;
    use(system);
    onLost(label);
    await route();
  }

  function labelOf(id: string): string {
    return choices.find((choice) => choice.id === id)?.label ?? "";
  }

  async function refresh(): Promise<void> {
    const found = await enumerate().catch(() => []);
    const label = labelOf(used);
    choices = choicesOf(found);
    const there = choices.some(({ id }) => id === wanted);
    const lost = !there && used !== system;
    use(there ? wanted : system);
    if (lost) onLost(label);
    await route();
  }

  async function choose(id: string): Promise<void> {
    wanted = id;
    use(id);
    await route();
  }

  return {
    choose,
    find: async () => {
      const id = await ask?.().catch(() => undefined);
      // Whoever closes the question wants what there was.
      if (id === undefined) return;
      wanted = id;
      // What was never asked about isn't listed.
      await refresh();
    },
    refresh,
    route: () => route(),
  };
}

/** Why it isn't heard there: not yet, or not at all. */
function lead(player: Player, id: string): Promise<"later" | "never" | undefined> {
  return player.setSinkId(id).then(
    () => undefined,
    (error: unknown) => (error instanceof DOMException && error.name === "AbortError" ? "later" : "never"),
  );
}

function choicesOf(found: readonly MediaDeviceInfo[]): readonly Choice[] {
  // Before permission they have neither an id nor a name, and nothing could be chosen.
  const outputs = found.filter(({ kind, deviceId }) => kind === "audiooutput" && deviceId !== "");
  const listed = outputs.map(({ deviceId, label }, index) => ({
    id: deviceId === systemAsListed ? system : deviceId,
    label: label || `${index + 1}`,
  }));
  return listed.some(({ id }) => id === system)
    ? listed
    : [{ id: system, label: "As the system has it" }, ...listed];
}
