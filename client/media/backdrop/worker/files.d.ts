// The bundler puts such files beside what imports them, and gives their address.
declare module "*.wasm" {
  const address: string;

  export { address as default };
}

declare module "*.tflite" {
  const address: string;

  export { address as default };
}

/** TensorFlow Lite, compiled, with a model's weights, input and output in its memory. */
declare module "@twilio/video-processors/dist/build/tflite-simd-1-0-0.js" {
  export interface Engine {
    readonly HEAPU8: Uint8Array;
    readonly HEAPF32: Float32Array;
    readonly _getModelBufferMemoryOffset: () => number;
    /** 0 where it could be. */
    readonly _loadModel: (bytes: number) => number;
    readonly _getInputMemoryOffset: () => number;
    readonly _getInputWidth: () => number;
    readonly _getInputHeight: () => number;
    readonly _getOutputMemoryOffset: () => number;
    readonly _runInference: () => number;
  }
  interface EngineOptions {
    readonly locateFile: (name: string) => string;
    /** What it would write into the console. */
    readonly print: (text: string) => void;
    readonly printErr: (text: string) => void;
  }
  const start: (options: EngineOptions) => Promise<Engine>;

  export { start as default };
}
