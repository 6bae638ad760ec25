// The settings of an environment, one by one: each is read from its text, or its fault is kept.

export interface Settings {
  /** What the text means; `fallback` where there is none, or one that means nothing. */
  readonly read: <Value>(
    name: string,
    fallback: Value,
    parse: (text: string) => Value | undefined,
    wanted: string,
  ) => Value;
  readonly readText: (name: string) => string | undefined;
  /** For what no setting says by itself. */
  readonly complain: (fault: string) => void;
  readonly faults: readonly string[];
}

export function openSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const faults: string[] = [];

  function readText(name: string): string | undefined {
    const text = environment[name]?.trim();
    return text === "" ? undefined : text;
  }

  return {
    read: (name, fallback, parse, wanted) => {
      const text = readText(name);
      if (text === undefined) return fallback;
      const value = parse(text);
      if (value !== undefined) return value;
      faults.push(`${name} is ${JSON.stringify(text)}, but must be ${wanted}.`);
      return fallback;
    },
    readText,
    complain: (fault) => void faults.push(fault),
    faults,
  };
}

export function parseWhole(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,7}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

export function parseList(
  text: string,
  parse: (part: string) => string | undefined,
): readonly string[] | undefined {
  const parts = text.split(",").map((part) => parse(part.trim()));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}
