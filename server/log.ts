// One JSON object a line, on stderr. No names, messages, ids or addresses of people: say counts.

export type Level = "error" | "warn" | "info";

export const levels = ["error", "warn", "info"] as const satisfies readonly Level[];

type Fields = Readonly<Record<string, string | number | boolean>>;

export interface Log {
  readonly error: (event: string, fields?: Fields) => void;
  readonly warn: (event: string, fields?: Fields) => void;
  readonly info: (event: string, fields?: Fields) => void;
}

export function createLog(least: Level, write: (line: string) => void): Log {
  const writer =
    (level: Level) =>
    (event: string, fields: Fields = {}) => {
      if (levels.indexOf(level) > levels.indexOf(least)) return;
      write(`${JSON.stringify({ ...fields, time: new Date().toISOString(), level, event })}\n`);
    };
  return { error: writer("error"), warn: writer("warn"), info: writer("info") };
}
