// Tells a person from what is behind them.

import model from "@twilio/video-processors/dist/build/selfie_segmentation_landscape.tflite";
import start from "@twilio/video-processors/dist/build/tflite-simd-1-0-0.js";
import engineAddress from "@twilio/video-processors/dist/build/tflite-simd-1-0-0.wasm";

export interface Segmenter {
  readonly width: number;
  readonly height: number;
  /** Of pixels as a canvas gives them: how likely each is a person's, 0 to 1. Good until the next. */
  readonly segment: (pixels: Uint8ClampedArray) => Float32Array;
}

export async function openSegmenter(): Promise<Segmenter> {
  const engineOptions = { locateFile: () => engineAddress, print: () => {}, printErr: () => {} };
  const [engine, weights] = await Promise.all([start(engineOptions), fetchModel()]);
  engine.HEAPU8.set(weights, engine._getModelBufferMemoryOffset());
  if (engine._loadModel(weights.length) !== 0) throw new Error("The model was refused");
  const [width, height] = [engine._getInputWidth(), engine._getInputHeight()];
  const floatBytes = Float32Array.BYTES_PER_ELEMENT;
  const input = engine._getInputMemoryOffset() / floatBytes;
  const output = engine._getOutputMemoryOffset() / floatBytes;

  function segment(pixels: Uint8ClampedArray): Float32Array {
    // Made anew whenever the engine takes more memory.
    const heap = engine.HEAPF32;
    for (let from = 0, to = input; from < pixels.length; from += 4) {
      heap[to++] = (pixels[from] ?? 0) / 255;
      heap[to++] = (pixels[from + 1] ?? 0) / 255;
      heap[to++] = (pixels[from + 2] ?? 0) / 255;
    }
    engine._runInference();
    return engine.HEAPF32.subarray(output, output + width * height);
  }

  // The first run prepares the others, and takes several times as long.
  segment(new Uint8ClampedArray(width * height * 4));
  return { width, height, segment };
}

async function fetchModel(): Promise<Uint8Array> {
  const response = await fetch(model);
  if (!response.ok) throw new Error(`The model isn't there: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
