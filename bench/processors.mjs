// What a browser takes of the processors, and what everything on the machine does.

import { cpus } from "node:os";

/** Seconds of processors that a browser has used until now, in all its processes. */
export async function readProcessorTime(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Seconds of processors that all processes of the machine have used until now. */
export function readBusyTime() {
  return (
    cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / 1_000
  );
}
