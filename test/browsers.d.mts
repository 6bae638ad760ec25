export const chromiumFlags: readonly string[];
export const consentFlags: readonly string[];
export function findBrowser(name: "chromium" | "firefox"): string | undefined;
export function chooseChromium(): { executablePath?: string; env?: NodeJS.ProcessEnv };
export function ensureBrowsers(): void;
