// Before the room: devices that work, devices that don't, and a name that is all it needs.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { launchChromium } from "./chromium.ts";
import { bring, openLobby, type Person } from "./person.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

/** Whoever lacks everything is in within this, so that nobody thinks it hangs. */
const joinWithinMs = 3_000;

async function expectQuickJoin(person: Person): Promise<void> {
  await person.press("Join");
  await person.ownTile.waitFor({ timeout: joinWithinMs });
}

describe("the lobby", () => {
  test("shows one's own picture mirrored, and a meter that moves", async () => {
    const ana = await bring(browser, server.url, randomUUID(), "Ana");
    const video = ana.page.locator("video");
    await until(
      () =>
        video.evaluate(
          (element) => (element as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames > 5,
        ),
      "the own picture to move",
    );
    expect(await video.evaluate((element) => getComputedStyle(element).transform)).toBe(
      "matrix(-1, 0, 0, 1, 0, 0)",
    );
    const meter = ana.page.getByRole("meter", { name: "Microphone level" });
    const level = async () => Number(await meter.getAttribute("aria-valuenow"));
    await until(async () => (await level()) > 10, "the meter to rise");
    await until(async () => (await level()) < 5, "the meter to fall");
    await ana.press("Mute");
    await until(async () => (await meter.getAttribute("data-silent")) === "true", "the meter to rest");
    await ana.close();
  });

  test("lets one choose camera and microphone, and remembers them and the name", async () => {
    const room = randomUUID();
    const ana = await bring(browser, server.url, room, "Ana");
    const microphone = ana.page.getByLabel("Microphone", { exact: true });
    await until(async () => (await microphone.locator("option").count()) > 1, "the choices");
    const last = await microphone.locator("option").last().getAttribute("value");
    await microphone.selectOption(last);
    await until(async () => (await ana.trackStates()).length === 3, "the chosen microphone");
    await ana.join();
    const again = await ana.context.newPage();
    await again.goto(`${server.url}/${room}`);
    expect(await again.getByLabel("Your name").inputValue()).toBe("Ana");
    await until(
      async () => (await again.getByLabel("Microphone", { exact: true }).inputValue()) === last,
      "the remembered microphone",
    );
    await ana.close();
  });

  test("says who is inside, and keeps saying it", async () => {
    const room = randomUUID();
    const ana = await bring(browser, server.url, room, "Ana");
    await ana.page.getByText("Nobody is inside yet.").waitFor();
    const bo = await bring(browser, server.url, room, "Bo");
    await bo.join();
    await ana.page.getByText("Inside: Bo", { exact: true }).waitFor();
    await bo.leave();
    await ana.page.getByText("Nobody is inside yet.").waitFor();
    await Promise.all([ana.close(), bo.close()]);
  });

  test("joins by Enter alone, from the name's field or with the name known", async () => {
    const room = randomUUID();
    const ana = await bring(browser, server.url, room, "");
    await ana.page.keyboard.press("Enter");
    await ana.page.getByText("Type a name for the others to see.").waitFor();
    await ana.page.keyboard.type("Ana");
    await ana.page.keyboard.press("Enter");
    await ana.ownTile.waitFor();
    const bo = await bring(browser, server.url, room, "Bo");
    await bo.page.keyboard.press("Enter");
    await bo.ownTile.waitFor();
    await Promise.all([ana.close(), bo.close()]);
  });

  test("shows a name full of markup as it is", async () => {
    const name = '<img src=x onerror="document.title=1">';
    const ana = await bring(browser, server.url, randomUUID(), name);
    await ana.join();
    expect(await ana.ownTile.locator(".name").textContent()).toContain(name);
    expect(await ana.page.locator("img").count()).toBe(0);
    await ana.close();
  });
});

/** Stands in for hardware that this machine can't lose: the errors are the browser's own. */
function failWith(error: string): () => void {
  const bodies: Readonly<Record<string, () => void>> = {
    NotFoundError: () => {
      const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        if (sessionStorage["plugged"]) return capture(constraints);
        throw new DOMException("Requested device not found", "NotFoundError");
      };
    },
    NotReadableError: () => {
      const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        if (sessionStorage["plugged"]) return capture(constraints);
        throw new DOMException("Device in use", "NotReadableError");
      };
    },
    never: () => {
      navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
    },
  };
  const body = bodies[error];
  if (!body) throw new Error(`no such failure: ${error}`);
  return body;
}

describe("whoever joins without devices", () => {
  test.each([
    ["absent", "NotFoundError", "No camera was found", "No microphone was found"],
    [
      "busy",
      "NotReadableError",
      "Another program is using the camera",
      "Another program is using the microphone",
    ],
  ])(
    "because they are %s is told so, is in at once, and can try again without a reload",
    async (_what, error, camera, microphone) => {
      const ana = await bring(browser, server.url, randomUUID(), "Ana", { before: failWith(error) });
      await ana.page.getByText(camera).waitFor();
      await ana.page.getByText(microphone).waitFor();
      await expectQuickJoin(ana);
      expect(await ana.ownTile.getAttribute("aria-label")).toBe("Ana (you), muted, camera off");
      await ana.page.evaluate(() => {
        sessionStorage["plugged"] = "yes";
      });
      await ana.press("Devices");
      await ana.press("Try the camera again");
      await ana.press("Unmute");
      await until(
        async () => (await ana.ownTile.getAttribute("aria-label")) === "Ana (you)",
        "both devices to be had after all",
      );
      await ana.close();
    },
  );

  test("because the browser has not answered yet is in at once", async () => {
    const ana = await bring(browser, server.url, randomUUID(), "Ana", { before: failWith("never") });
    await expectQuickJoin(ana);
    await ana.close();
  });

  test("because they were denied is told so, and gets them once they are allowed", async () => {
    const strict = await launchChromium({ flags: ["--deny-permission-prompts"] });
    const context = await strict.newContext();
    const ana = await openLobby(context, server.url, randomUUID(), "Ana");
    await ana.page.getByText("not to let this page use the camera").waitFor();
    await ana.page.getByText("not to let this page use the microphone").waitFor();
    await context.grantPermissions(["camera", "microphone"]);
    await ana.press("Try the camera again");
    await until(async () => (await ana.trackStates()).length === 1, "the camera");
    await ana.press("Try the microphone again");
    await until(async () => (await ana.trackStates()).length === 2, "the microphone");
    await expectQuickJoin(ana);
    // Taken away in mid-call, which ends the track as an unplugged cable would.
    await context.clearPermissions();
    await ana.page.getByText("The camera went away.").waitFor();
    await until(
      async () => (await ana.ownTile.getAttribute("aria-label")) === "Ana (you), muted, camera off",
      "the tile to say so",
    );
    await strict.close();
  });

  test("over plain HTTP is told why, and chats all the same", async () => {
    const host = "parley.test";
    const plain = await launchChromium({ flags: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] });
    const url = server.url.replace("localhost", host);
    const room = randomUUID();
    const [ana, bo] = [await bring(plain, url, room, "Ana"), await bring(plain, url, room, "Bo")];
    await ana.page.getByText("over HTTPS and on localhost only").waitFor();
    await expectQuickJoin(ana);
    await expectQuickJoin(bo);
    await ana.press("Chat");
    await ana.page.getByLabel("Message").fill("Hello from plain HTTP");
    await ana.page.keyboard.press("Enter");
    await bo.press("Chat");
    await bo.page.getByRole("log").getByText("Hello from plain HTTP").waitFor();
    await ana.press("Invite");
    await ana.page.getByText("The link is").waitFor();
    await plain.close();
  });
});
