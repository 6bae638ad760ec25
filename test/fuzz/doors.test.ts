// Nothing that is thrown at any of the four doors disturbs a meeting that goes on behind them.
//
// `npm run fuzz` throws a million at each. FUZZ_COUNT and FUZZ_SEED say how many, and which.

import { expect, test } from "@jest/globals";
import { besiege } from "./siege.ts";
import { tabulate } from "./table.ts";

const count = Number(process.env["FUZZ_COUNT"] ?? 2_500);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** For what comes before and after, and for each that is thrown on a machine with other things to do. */
const [besidesMs, eachMs] = [180_000, 3];
const mebibyte = 1024 ** 2;
/** More is reachable later on because more code was compiled: some 3 MiB, however much was thrown. */
const mostKept = 8 * mebibyte;
/** The allocator keeps pages for the next rush, so this finds only what is out of all proportion. */
const mostGrown = 2.5;

test(
  `a meeting goes on while ${count} are thrown at each door`,
  async () => {
    const report = await besiege(count, seed);
    process.stdout.write(`${tabulate(report)}\n`);
    expect(report.up).toBe(true);
    expect(report.errors).toEqual([]);
    expect(report.meeting.troubles).toEqual([]);
    expect(report.broadcast.troubles).toEqual([]);
    expect(report.broadcast.pictures).toBeGreaterThan(0);
    expect(report.lesson).toEqual([]);
    expect(report.meeting.lines).toBeGreaterThan(0);
    expect(report.health).toMatchObject({ status: "ok" });
    for (const { thrown } of report.stands) expect(thrown).toBeGreaterThanOrEqual(count);
    expect(report.end.held - report.warm.held).toBeLessThan(mostKept);
    expect(report.end.resident / report.warm.resident).toBeLessThan(mostGrown);
  },
  besidesMs + count * eachMs,
);
