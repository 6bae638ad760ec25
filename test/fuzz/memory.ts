// What the server's process holds, once its garbage is collected.
//
// It is asked over Node's inspector, which the process is started with: the same way on every system,
// and of the heap rather than of what the allocator has kept. RSS is told as well.

import { once } from "node:events";
import { WebSocket } from "ws";
import { until } from "../until.ts";

export const inspected = { NODE_OPTIONS: "--inspect=127.0.0.1:0" } as const;

export interface Memory {
  /** In bytes: what is reachable, in the heap and in buffers outside of it. */
  readonly held: number;
  /** In bytes. */
  readonly resident: number;
}

export async function measureMemory(log: () => string): Promise<Memory> {
  const find = () => /Debugger listening on (ws:\S+)/.exec(log())?.[1];
  await until(() => find() !== undefined, "the inspector's address");
  const inspector = new WebSocket(find() ?? "");
  await once(inspector, "open");

  async function ask(id: number, method: string, params: object = {}): Promise<unknown> {
    const answer = new Promise<unknown>((resolve) => {
      const listen = (data: unknown) => {
        const reply: { id?: number; result?: unknown } = JSON.parse(String(data));
        if (reply.id !== id) return;
        inspector.off("message", listen);
        resolve(reply.result);
      };
      inspector.on("message", listen);
    });
    inspector.send(JSON.stringify({ id, method, params }));
    return answer;
  }

  // What the first collection finalizes, the second one frees.
  await ask(1, "HeapProfiler.collectGarbage");
  await ask(2, "HeapProfiler.collectGarbage");
  const expression = "JSON.stringify(process.memoryUsage())";
  const evaluated = (await ask(3, "Runtime.evaluate", { expression })) as { result: { value: string } };
  inspector.terminate();
  const { heapUsed, external, rss } = JSON.parse(evaluated.result.value);
  return { held: heapUsed + external, resident: rss };
}
