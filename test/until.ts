// Waiting for what is to happen, rather than for time to pass.

const patienceMs = 10_000;
/** Often enough for what is measured in seconds, seldom enough not to disturb it. */
const lookEveryMs = 50;

/** Resolves as soon as the condition holds; fails with what was waited for. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  withinMs = patienceMs,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms in vain for ${what}`);
    await pause(lookEveryMs);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
