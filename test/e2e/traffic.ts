// What has come into a page over its calls, in bytes, however many there are or were.

import type { Person } from "./person.ts";

declare global {
  interface Window {
    /** By connection, in the order in which the page made them; kept once a connection is closed. */
    received: number[];
  }
}

/** Counts from now on, so that what came over a call is known after its end as well. */
export async function watchTraffic({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    window.received = [];
    const count = async () => {
      for (const [index, connection] of window.probe.connections.entries()) {
        if (connection.connectionState === "closed") continue;
        const stats = [...(await connection.getStats()).values()];
        const bytes = stats.flatMap(({ type, bytesReceived }) =>
          type === "transport" ? [Number(bytesReceived)] : [],
        );
        if (bytes.length > 0) window.received[index] = bytes.reduce((sum, one) => sum + one, 0);
      }
      setTimeout(count, 100);
    };
    void count();
  });
}

/** Of each connection that the page still has open. */
export function openCalls({ page }: Person): Promise<number> {
  return page.evaluate(
    () =>
      window.probe.connections.filter(
        ({ connectionState, currentRemoteDescription }) =>
          connectionState !== "closed" && currentRemoteDescription !== null,
      ).length,
  );
}

export function receivedBy({ page }: Person): Promise<readonly number[]> {
  return page.evaluate(() => window.received.map((bytes) => bytes ?? 0));
}
