// The script of the page that stands in while the server restarts: asks until there is an answer,
// and goes in. It stands in the page itself, and so takes nothing with it that it doesn't need.

import { tidyName } from "../protocol/parse.ts";
import { leaveForReturn, recall } from "./meeting/memory.ts";
import "./style/moment.css";

/** A start takes a second or two; those who wait don't all ask at once. */
const askEveryMs = 1_000;
const spread = 0.4;
/** An address that swallows what it is asked answers the next question, perhaps. */
const answerMs = 4_000;
/** Longer than any restart: something else is wrong. */
const patienceMs = 10 * 60_000;
/** Whoever has typed until just now is not done. */
const typingMs = 1_500;

const field = document.querySelector<HTMLInputElement>("#name");
const state = document.querySelector("#state");
const again = document.querySelector("button");
const isFresh = document.querySelector("main")?.dataset["fresh"] === "true";
const known = tidyName(new URL(location.href).searchParams.get("name") ?? recall().name ?? "");
let typedAt = Number.NEGATIVE_INFINITY;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether whoever goes there now meets with an ordinary answer. */
async function isBack(): Promise<boolean> {
  // Without cookies, which the room's page takes back as it is opened.
  const question: RequestInit = { cache: "no-store", credentials: "omit", redirect: "manual" };
  const answer = await fetch(location.href, { ...question, signal: AbortSignal.timeout(answerMs) }).catch(
    () => undefined,
  );
  return answer !== undefined && (answer.ok || answer.type === "opaqueredirect");
}

function isTyping(): boolean {
  return document.activeElement === field && Date.now() - typedAt < typingMs;
}

function goIn(): void {
  const name = known || tidyName(field?.value ?? "");
  // Without a name, or where there is nobody to come to yet, it is the lobby that one comes to.
  if (name && !isFresh) leaveForReturn({ name, kind: "meeting", microphone: false, camera: false });
  location.reload();
}

function say(text: string): void {
  if (state) state.textContent = text;
}

async function wait(): Promise<void> {
  if (again) again.hidden = true;
  say("");
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    await pause(askEveryMs * (1 - spread / 2 + spread * Math.random()));
    if (!isTyping() && (await isBack()) && !isTyping()) return goIn();
  }
  say("This takes longer than it should.");
  if (again) again.hidden = false;
}

if (known) {
  const as = document.querySelector("#as");
  if (as) as.textContent = ` as ${known}`;
} else if (field) {
  if (field.labels?.[0]) field.labels[0].hidden = false;
  field.addEventListener("input", () => {
    typedAt = Date.now();
  });
}
again?.addEventListener("click", () => void wait());
void wait();
