// Why there is no camera or no microphone, in words, with a way to try again.

import type { Device, Failure, Kind } from "../media/ports.ts";

const sentences: { readonly [K in Kind]: { readonly [F in Failure]: string } } = {
  camera: {
    denied:
      "The browser was told not to let this page use the camera. Allow it beside the address, then try again.",
    absent: "No camera was found. Plug one in, and it will be used.",
    busy: "Another program is using the camera. Close it there, then try again.",
    insecure: "Browsers give cameras to pages over HTTPS and on localhost only, and this page is neither.",
    unknown: "The camera did not start.",
  },
  microphone: {
    denied:
      "The browser was told not to let this page use the microphone. Allow it beside the address, then try again.",
    absent: "No microphone was found. Plug one in, and it will be used.",
    busy: "Another program is using the microphone. Close it there, then try again.",
    insecure:
      "Browsers give microphones to pages over HTTPS and on localhost only, and this page is neither.",
    unknown: "The microphone did not start.",
  },
};

interface DeviceTroubleProps {
  readonly kind: Kind;
  readonly device: Device;
  readonly onRetry: () => void;
}

export function DeviceTrouble({ kind, device, onRetry }: DeviceTroubleProps) {
  if (device.status !== "failed") return null;
  return (
    <p class="trouble" role="status">
      <span>{sentences[kind][device.failure]}</span>
      {device.failure !== "insecure" && (
        <button type="button" class="quiet" onClick={onRetry}>
          Try the {kind} again
        </button>
      )}
    </p>
  );
}

/** Both devices' troubles; over plain HTTP they are one. */
export function DeviceTroubles({
  captures,
  onRetry,
}: {
  readonly captures: { readonly [K in Kind]: { readonly device: Device } };
  readonly onRetry: (kind: Kind) => void;
}) {
  const { camera, microphone } = captures;
  if (isInsecure(camera.device) && isInsecure(microphone.device))
    return (
      <p class="trouble" role="status">
        <span>
          Browsers give cameras and microphones to pages over HTTPS and on localhost only, and this page is
          neither. You can still join to read and write in the chat.
        </span>
      </p>
    );
  return (
    <>
      <DeviceTrouble kind="camera" device={camera.device} onRetry={() => onRetry("camera")} />
      <DeviceTrouble kind="microphone" device={microphone.device} onRetry={() => onRetry("microphone")} />
    </>
  );
}

function isInsecure(device: Device): boolean {
  return device.status === "failed" && device.failure === "insecure";
}
