// Where the build put what runs beside the page.

declare global {
  const __RELAY_WORKER__: string;
  const __RELAY_WORKLET__: string;
}

export const workerAddress = __RELAY_WORKER__;
export const workletAddress = __RELAY_WORKLET__;
